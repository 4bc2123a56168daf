package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.view.Shown;
import io.longhaul.engine.run.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing that a file, an upstream or a user says reaches a terminal but what shows itself.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalTest {

    /// Clears the screen, renames the window, the same in one byte, turns the text round, hides it, overwrites it,
    /// begins a line of its own.
    private static List<String> hostile() {
        return List.of(
                "\u001b[2J\u001b[H", "\u001b]0;owned\u0007", "\u009b31mred", "a\u202egpj.exe", "\u2066\u200bhidden",
                "x\rFinished", "\b\b\b", "\u2028line", "\udb40\udc41tag", "\ue000private", "a\u007fb");
    }

    @TempDir
    Path directory;

    private String run(String... args) {
        var out = new ByteArrayOutputStream();
        var streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8), false, true, false);
        var environment = Map.of("PATH", System.getenv("PATH"), "HOME", directory.toString(), "NO_COLOR", "1",
                "LONGHAUL_HOME", directory.resolve("home").toString());
        Main.run(new Wiring(streams, environment, directory, Clocks.system(), Signals.none()), args);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void mustBePlain(String... args) {
        var said = run(args);
        var bad = said.codePoints()
                .filter(c -> c != '\n' && c != '\t')
                .filter(c -> c < 0x20 || c >= 0x7f && c < 0xa0 || switch (Character.getType(c)) {
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PRIVATE_USE -> true;
                    default -> false;
                })
                .mapToObj(Integer::toHexString)
                .toList();
        assertThat(bad).as("%s said %s", String.join(" ", args), said).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatCommandsAreToldTheyOnlyShow(String text) {
        var all = new ArrayList<String[]>();
        all.add(new String[] {text});
        all.add(new String[] {"plan", text});
        all.add(new String[] {"screen", text, "--exec", "true"});
        all.add(new String[] {"screen", text + ".csv", "--exec", text});
        for (var command : Commands.ALL) {
            if (!List.of("demo", "install", "version", "serve").contains(command.name())) {
                all.add(new String[] {command.name(), "--" + text});
                all.add(new String[] {command.name(), text, text, text});
            }
        }
        for (var option : List.of("--timeout", "--budget", "--priority", "--delimiter", "--charset", "--format",
                "--notify", "--config-override", "--at", "--cron", "--name", "--batch-size", "--per", "--rate")) {
            all.add(new String[] {"screen", "list.csv", "--exec", "true", option, text});
        }
        all.add(new String[] {"serve", "--host", text});
        all.add(new String[] {"serve", "--port", text});
        all.add(new String[] {"serve", "--config-override", text + "=1"});
        all.forEach(this::mustBePlain);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatFilesAndCommandsSayIsOnlyShown(String text) throws IOException {
        Files.writeString(directory.resolve("list" + text + ".csv"),
                "ticker,col" + text + "\n\"" + text + "1\",a\n\"" + text + "2\",b\n");
        Files.writeString(directory.resolve("say.sh"), "echo \"$1\"; echo \"$1\" >&2; exit 1\n");
        Files.writeString(directory.resolve("pass.sh"), "echo \"$1\"\n");

        mustBePlain("screen", "list" + text + ".csv", "--exec", "sh say.sh {ticker}", "--max-retries", "0", "--key",
                "ticker");
        for (var command : List.of("status", "jobs", "items", "report", "explain", "export", "retry")) {
            mustBePlain(command, command.equals("jobs") ? "--all" : "screen-1");
        }
        mustBePlain("items", "screen-1", "--json");
        mustBePlain("explain", "screen-1", text + "1");
        mustBePlain("screen", "list" + text + ".csv", "--exec", "sh pass.sh {ticker}", "-o", "-", "--new", "--key",
                "ticker");
        Files.writeString(directory.resolve("longhaul.yaml"), "a: \"" + text + "\n b: [" + text + "\n");
        mustBePlain("config");
    }

    @Test
    void charactersAreTakenAsTheyComeAndOwnSequencesPass() {
        var out = new ByteArrayOutputStream();
        var shown = Shown.of(new PrintStream(out, true, StandardCharsets.UTF_8));
        for (var each : "\u00e9\u20ac\ud83d\ude80\r\n\rx".getBytes(StandardCharsets.UTF_8)) {
            shown.write(each);
        }
        shown.write(0xff);
        shown.write(0xe2);
        shown.print("\u001b[1m");
        Shown.own(shown, "\u001b[1m");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u00e9\u20ac\ud83d\ude80\r\n\\rx\\u00ff\\u00e2\\u001b[1m\u001b[1m");
        assertThat(Shown.of(shown)).isSameAs(shown);
    }
}
