package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher, with a Maven and JDKs that only say how they were called.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {
    private FakeCheckout checkout = new FakeCheckout(Path.of(""), List.of());

    @BeforeEach
    void aCheckout(@TempDir Path base) throws IOException {
        checkout = FakeCheckout.in(base);
    }

    @AfterEach
    void nothingStaysBehind() {
        checkout.endAll();
    }

    @Test
    void theFirstStartBuildsInOneLineAndTheSecondDoesNot() throws Exception {
        checkout.jdk("25", "25.0.3");

        var first = checkout.run("status", "two words");
        var second = checkout.run("status");

        assertThat(first.err())
                .matches("Building Longhaul \\(first start, 1 to 5 minutes with its downloads\\) … \\d+ s\n");
        assertThat(first.status()).isZero();
        assertThat(first.arguments()).endsWith("io.longhaul.app.Main", "status", "two words");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.timesBuilt()).isEqualTo(1);
    }

    /// A first build takes minutes, in which nothing else is seen of it.
    @Test
    void onATerminalTheSecondsOfABuildAreCounted() throws Exception {
        checkout.jdk("25", "25.0.3");
        checkout.close("gate");
        var launcher = "'" + checkout.root().resolve("longhaul") + "' status";

        var terminal = checkout.start(Map.of(), Path.of("/usr/bin/script"), "-qec", launcher, "/dev/null");
        var shown = new StringBuilder();
        var in = terminal.inputReader(StandardCharsets.UTF_8);
        while (shown.indexOf(" … 2 s") < 0) {
            shown.append((char) in.read());
        }
        checkout.open("gate");
        in.transferTo(new java.io.StringWriter() {
            @Override
            public void write(char[] text, int from, int count) {
                shown.append(text, from, count);
            }
        });

        assertThat(terminal.waitFor()).isZero();
        assertThat(shown.toString())
                .startsWith("Building Longhaul (first start, 1 to 5 minutes with its downloads) … ")
                .contains("\rBuilding Longhaul (first start, 1 to 5 minutes with its downloads) … 1 s\r")
                .containsPattern("\rBuilding Longhaul \\(first start[^\r]* … \\d+ s\r\njava=");
    }

    @Test
    void changedSourcesAreBuiltAgainUnlessToldNotTo() throws Exception {
        checkout.jdk("25", "25.0.3");
        checkout.run("status");
        checkout.saveSources();

        var told = checkout.run(Map.of("LONGHAUL_NO_BUILD", "1"), "status");
        var untold = checkout.run("status");
        var next = checkout.run("status");

        assertThat(told.err()).isEmpty();
        assertThat(untold.err()).matches("Building Longhaul \\(sources changed, \\d+ s last time\\) … \\d+ s\n");
        assertThat(next.err()).isEmpty();
        assertThat(checkout.timesBuilt()).isEqualTo(2);
    }

    @Test
    void aFailedBuildShowsItsErrorAndIsTriedAgain() throws Exception {
        checkout.jdk("25", "25.0.3");
        FakeCheckout.write(checkout.base().resolve("broken"), "");

        var broken = checkout.run("status");
        Files.delete(checkout.base().resolve("broken"));
        var mended = checkout.run("status");

        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("failed after", "Broken.java:[1,1] no semicolon",
                checkout.builds().resolve("log").toString());
        assertThat(mended.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoStartsAtOnceBuildOnce(boolean flock) throws Exception {
        checkout.jdk("25", "25.0.3");
        if (!flock) {
            checkout.without("flock");
        }
        checkout.close("gate");
        var launcher = checkout.root().resolve("longhaul");

        var first = checkout.start(Map.of(), launcher, "status");
        var begins = untilItPauses(first);
        var second = checkout.start(Map.of(), launcher, "status");
        var waits = untilItPauses(second);
        checkout.open("gate");

        assertThat(begins).isEqualTo("Building Longhaul (first start, 1 to 5 minutes with its downloads) …");
        assertThat(waits).isEqualTo("Another start is building Longhaul;");
        assertThat(FakeCheckout.end(second).arguments()).endsWith("io.longhaul.app.Main", "status");
        assertThat(first.waitFor()).isZero();
        assertThat(checkout.timesBuilt()).isEqualTo(1);
    }

    @Test
    void aRunningJobKeepsTheBuildItWasStartedFrom() throws Exception {
        checkout.jdk("25", "25.0.3");
        checkout.close("serving");
        var serving = checkout.start(Map.of(), checkout.root().resolve("longhaul"), "serve");
        assertThat(serving.inputReader().readLine()).startsWith("java=");
        var its = checkout.build();

        rebuild();
        rebuild();
        assertThat(its.resolve("app/picocli.jar")).exists();

        checkout.open("serving");
        serving.waitFor();
        rebuild();
        assertThat(its).doesNotExist();
    }

    @Test
    void theLauncherWorksThroughLinksAndBecomesJava() throws Exception {
        checkout.jdk("25", "25.0.3");
        var absolute =
                Files.createSymbolicLink(checkout.base().resolve("one link"), checkout.root().resolve("longhaul"));
        var bin = Files.createDirectories(checkout.base().resolve("home/bin"));
        var relative =
                Files.createSymbolicLink(bin.resolve("longhaul"), Path.of("../../").resolve(absolute.getFileName()));

        var process = checkout.start(Map.of(), relative, "status");
        var ended = FakeCheckout.end(process);

        assertThat(ended.arguments()).contains("-Dlonghaul.root=" + checkout.root().toRealPath());
        assertThat(ended.out()).contains("pid=" + process.pid() + "\n");
    }

    @Test
    void shortCommandsStartFastAndLongOnesRunFast() throws Exception {
        checkout.jdk("25", "25.0.3");
        var brief = "-XX:TieredStopAtLevel=1";

        assertThat(checkout.run("status").arguments()).contains(brief);
        assertThat(checkout.run("screen", "--help").arguments()).contains(brief);
        assertThat(checkout.run("--help").arguments()).contains(brief);
        assertThat(checkout.run("screen", "list.csv").arguments()).doesNotContain(brief);
        assertThat(checkout.run("status", "--watch").arguments()).doesNotContain(brief);
    }

    @Test
    void theClassPathIsTheBuildAndItsCacheIsUsed() throws Exception {
        checkout.jdk("25", "25.0.3");

        var app = checkout.run("status").arguments();
        var lab = checkout.run("lab", "kill").arguments();
        Files.delete(checkout.build().resolve("start.aot"));
        var without = checkout.run("status").arguments();

        var build = checkout.build().toRealPath();
        var jars = build + "/app/longhaul-app-1.jar:" + build + "/app/picocli.jar";
        assertThat(app).containsSubsequence("-Xlog:disable", "-XX:AOTCache=" + build + "/start.aot", "-cp", jars,
                "io.longhaul.app.Main");
        assertThat(lab).endsWith("-cp", jars + ":" + build + "/lab/longhaul-lab-1.jar:" + build + "/lab/testkit.jar",
                "io.longhaul.lab.Lab", "lab", "kill");
        assertThat(without).noneMatch(argument -> argument.contains("AOTCache"));
    }

    /// A service loads other classes than a short command.
    @Test
    void aServiceStartsFromACacheOfItsOwnIfThereIsOne() throws Exception {
        checkout.jdk("25", "25.0.3");

        var without = checkout.run("serve", "--help").arguments();
        Files.createFile(checkout.build().resolve("serve.aot"));
        var with = checkout.run("serve", "--help").arguments();

        var build = checkout.build().toRealPath();
        assertThat(without).contains("-XX:AOTCache=" + build + "/start.aot");
        assertThat(with).contains("-XX:AOTCache=" + build + "/serve.aot");
        assertThat(checkout.run("status").arguments()).contains("-XX:AOTCache=" + build + "/start.aot");
    }

    @Test
    void optionsForJavaAreSplitAndComeAfterOurs() throws Exception {
        checkout.jdk("25", "25.0.3");

        var ended = checkout.run(Map.of("LONGHAUL_JAVA_OPTS", "-Xmx64m -XX:TieredStopAtLevel=4"), "status");

        assertThat(ended.arguments()).containsSubsequence("-XX:TieredStopAtLevel=1", "-Xmx64m",
                "-XX:TieredStopAtLevel=4", "-cp");
    }

    /// The program of [#runningOutOfMemoryIsNoFailedRow].
    static final class Hoard {
        public static void main(String[] args) {
            var kept = new ArrayList<byte[]>();
            while (kept.size() < Integer.MAX_VALUE) {
                kept.add(new byte[1 << 20]);
            }
        }
    }

    /// With the real java: its own exit code for that is 3, and it speaks on standard output.
    @Test
    void runningOutOfMemoryIsNoFailedRow() throws Exception {
        checkout.jdk("25", "25.0.3");
        var arguments = checkout.run(Map.of("LONGHAUL_JAVA_OPTS", "-Xmx16m"), "status").arguments();
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(arguments.subList(0, arguments.indexOf("-cp")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hoard.class.getName()));

        var ended = FakeCheckout.end(new ProcessBuilder(command).start());

        assertThat(ended.status()).as(ended.err()).isEqualTo(137);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("\nlonghaul: out of memory. Nothing stored is lost. Give it more and go on:"
                + " LONGHAUL_JAVA_OPTS=-XX:MaxRAMPercentage=75 longhaul resume\n");
    }

    @Test
    void of25AndOthers25IsTaken() throws Exception {
        var old = checkout.jdk("17", "17.0.15");
        checkout.jdk("21", "21.0.1");
        checkout.jdk("24-newer-first", "26");
        var wanted = checkout.jdk("25", "25.0.3");

        var ended = checkout.run(Map.of("JAVA_HOME", old.toString()), "status");

        assertThat(ended.out()).startsWith("java=" + wanted + "/bin/java\n");
        assertThat(Files.readString(checkout.base().resolve("builds"))).isEqualTo(wanted + "\n");
    }

    @Test
    void javaHomeGoesFirstThenThePath() throws Exception {
        checkout.jdk("25", "25.0.3");
        var home = checkout.jdk("a home", "27-ea");
        var path = checkout.jdk("path", "26.0.1");
        Files.createSymbolicLink(checkout.base().resolve("tools/java"), path.resolve("bin/java"));

        assertThat(checkout.run(Map.of("JAVA_HOME", home.toString()), "status").out())
                .startsWith("java=" + home + "/bin/java\n");
        assertThat(checkout.run("status").out()).startsWith("java=" + path.toRealPath() + "/bin/java\n");
    }

    @Test
    void withoutAJdkOrMavenItSaysWhatToInstall() throws Exception {
        checkout.jdk("17", "17.0.15");
        checkout.jdk("8", "1.8.0_292");
        var noJdk = checkout.run("status");
        checkout.jdk("25", "25.0.3");
        checkout.without("mvn");
        var noMaven = checkout.run("status");

        assertThat(noJdk.status()).isEqualTo(8);
        assertThat(noJdk.err()).contains("needs a JDK 25", "temurin-25-jdk", "https://adoptium.net", "brew install",
                "sdk install java");
        assertThat(noMaven.status()).isEqualTo(8);
        assertThat(noMaven.err()).contains("apt install maven", "brew install maven");
    }

    @Test
    void aLocaleWithoutUtf8IsMendedForNamesOnly() throws Exception {
        checkout.jdk("25", "25.0.3");

        assertThat(checkout.run(Map.of("LANG", "C"), "status").out()).contains("LC_CTYPE=C.UTF-8\n");
        assertThat(checkout.run(Map.of("LANG", "de_DE.UTF-8"), "status").out()).contains("LC_CTYPE=\n");
        assertThat(checkout.run(Map.of("LC_ALL", "C"), "status").out()).contains("LC_CTYPE=\n");
    }

    private void rebuild() throws Exception {
        checkout.saveSources();
        assertThat(checkout.run("status").err()).contains("sources changed");
    }

    /// Standard error up to where a start that builds (…) or waits (;) has nothing more to say for now.
    private static String untilItPauses(Process process) throws IOException {
        var err = process.errorReader(StandardCharsets.UTF_8);
        var said = new StringBuilder();
        for (var next = err.read(); next >= 0; next = err.read()) {
            said.append((char) next);
            if (next == '…' || next == ';') {
                break;
            }
        }
        return said.toString();
    }
}
