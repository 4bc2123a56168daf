package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Target target(Path path) throws IOException {
        return Target.of(path.toString(), stdout);
    }

    @Test
    void aFileIsReplacedWholeAtTheCommit() throws IOException {
        var file = Files.writeString(folder.resolve("out.csv"), "before");
        try (var target = target(file)) {
            target.out().write("after".getBytes(StandardCharsets.UTF_8));

            assertThat(file).hasContent("before");

            target.commit();
            assertThat(file).hasContent("after");
        }
        assertThat(files()).containsExactly("out.csv");
    }

    @Test
    void withoutCommitNothingChangesAndNothingIsLeft() throws IOException {
        var file = Files.writeString(folder.resolve("out.csv"), "before");
        try (var target = target(file)) {
            target.out().write(1);
            assertThat(files()).hasSize(2);
        }

        assertThat(file).hasContent("before");
        assertThat(files()).containsExactly("out.csv");
    }

    @Test
    void aFailedCommitLeavesTheTargetAndNoTemporary() throws IOException {
        var file = folder.resolve("out.csv");
        assertThatThrownBy(() -> {
            try (var target = target(file)) {
                target.out().write(1);
                Files.createDirectory(file); // a directory cannot be replaced by a file
                target.commit();
            }
        })
                .isInstanceOf(IOException.class);

        assertThat(file).isDirectory();
        assertThat(files()).containsExactly("out.csv");
    }

    @Test
    void permissionsAreKeptAndLinksFollowed() throws IOException {
        var file = Files.writeString(folder.resolve("real.csv"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var link = Files.createSymbolicLink(folder.resolve("link.csv"), file);
        try (var target = target(link)) {
            target.out().write('x');
            target.commit();
        }

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    @Test
    void aLinkToAFileThatIsNotThereYetIsFollowed() throws IOException {
        Files.createDirectory(folder.resolve("there"));
        var link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("between.csv"));
        Files.createSymbolicLink(folder.resolve("between.csv"), Path.of("there/new.csv"));

        Target.check(link);
        try (var target = target(link)) {
            target.out().write('x');
            target.commit();
        }

        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("there/new.csv")).hasContent("x");
    }

    @Test
    void whatAKilledWriterLeftIsRemovedAndWhatAnotherOneWritesIsNot() throws Exception {
        var file = folder.resolve("out.csv");
        var other = another(file);
        try {
            write(file);
            assertThat(files()).hasSize(2).contains("out.csv");
        } finally {
            other.destroyForcibly().waitFor();
        }

        assertThat(files()).hasSize(2);
        Files.writeString(folder.resolve(".out.csv.notes.tmp"), "no number");
        write(file);
        assertThat(files()).containsExactly(".out.csv.notes.tmp", "out.csv");
        Files.writeString(folder.resolve(".out.csv.7.tmp"), "left");
        Target.check(file);
        assertThat(files()).containsExactly(".out.csv.notes.tmp", "out.csv");
    }

    @Test
    void twoWritersOfOneProcessLeaveEachOtherAlone() throws Exception {
        var file = folder.resolve("out.csv");
        try (var first = target(file)) {
            first.out().write('1');
            write(file);
            // had the second one touched the first one's file, its lock would be gone, and so would be the file now
            another(file).destroyForcibly().waitFor();
            assertThat(files()).hasSize(3);
            write(file);
            first.commit();
        }

        assertThat(file).hasContent("1");
        assertThat(files()).containsExactly("out.csv");
    }

    @Test
    void manyWritersOfOneFileAllComeToTheirEnd() throws Exception {
        var file = folder.resolve("out.csv");
        try (var writers = Executors.newFixedThreadPool(4)) {
            var all = Stream.generate(() -> writers.submit(() -> {
                write(file);
                return 1;
            })).limit(400).toList();
            for (var each : all) {
                assertThat(each.get()).isEqualTo(1);
            }
        }

        assertThat(file).hasContent("x");
        assertThat(files()).containsExactly("out.csv");
    }

    private void write(Path file) throws IOException {
        try (var target = target(file)) {
            target.out().write('x');
            target.commit();
        }
    }

    /// Returns once the other process writes.
    private static Process another(Path file) throws IOException {
        var other = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Endless.class.getName(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(other.getInputStream().read()).isEqualTo('!');
        return other;
    }

    /// A process that begins to write a file and never ends.
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) throws IOException {
            try (var target = Target.of(args[0], new ByteArrayOutputStream())) {
                target.out().write('y');
                System.out.print('!');
                System.out.flush();
                assertThat(System.in.read()).isNegative();
            }
        }
    }

    @Test
    void aNewFileHasTheUsualPermissions() throws IOException {
        var usual = Files.writeString(folder.resolve("usual"), "");
        var file = folder.resolve("out.csv");
        try (var target = target(file)) {
            target.commit();
        }

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aDashIsTheStreamAndLeftOpen() throws IOException {
        try (var target = Target.of("-", stdout)) {
            target.out().write("rows".getBytes(StandardCharsets.UTF_8));
            target.out().close();
            target.commit();
        }
        stdout.write('!');

        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("rows!");
    }

    @Test
    void aDeviceIsWrittenTo() throws IOException {
        try (var target = Target.of("/dev/null", stdout)) {
            target.out().write(1);
            target.commit();
        }

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void aPlaceThatCannotBeIsRefused() {
        assertThatThrownBy(() -> target(folder))
                .isInstanceOf(OutputException.class)
                .hasMessageEndingWith("is a directory; name a file in it");
        assertThatThrownBy(() -> target(folder.resolve("no/out.csv")))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("there is no directory");
        assertThatThrownBy(() -> target(Path.of("/proc/out.csv")))
                .isInstanceOf(OutputException.class)
                .hasMessage("/proc/out.csv: no file can be written into /proc; choose another place");
    }

    @Test
    void linksThatLeadNowhereAreRefused() throws IOException {
        var circle = Files.createSymbolicLink(folder.resolve("circle.csv"), Path.of("circle.csv"));
        var lost = Files.createSymbolicLink(folder.resolve("lost.csv"), Path.of("no/out.csv"));

        assertThatThrownBy(() -> Target.check(circle))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("leads in a circle");
        assertThatThrownBy(() -> Target.check(lost))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(
                        "lost.csv is a link to " + folder.resolve("no/out.csv") + ": there is no directory");
        assertThat(files()).containsExactly("circle.csv", "lost.csv");
    }
}
