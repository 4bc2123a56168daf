package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: the driver loads its library once in each.
class NativeLibraryTest {

    @TempDir
    Path directory;

    private Path temp;
    private Path home;

    @BeforeEach
    void directories() throws IOException {
        temp = Files.createDirectory(directory.resolve("temp"));
        home = directory.resolve("home");
    }

    /// Owns a store and dies like one that was killed; says which of the driver's properties it sees then.
    static final class Killed {
        private Killed() {}

        static void main(String[] args) {
            SqliteStore.own(Path.of(args[0]), InstantSource.system());
            System.out.print(Stream.of("org.sqlite.lib.path", "org.sqlite.lib.name", "org.sqlite.tmpdir")
                    .filter(name -> System.getProperty(name) != null)
                    .toList());
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    private String live(String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temp));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Killed.class.getName(), home.toString()));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    private static List<Path> files(Path below) throws IOException {
        if (!Files.exists(below)) {
            return List.of();
        }
        try (var all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /// Of SQLite: the JVM keeps files of its own there.
    private List<Path> left() throws IOException {
        return files(temp).stream().filter(file -> file.getFileName().toString().startsWith("sqlite")).toList();
    }

    @Test
    void killedProcessesLeaveNothingInTheTemporaryDirectoryAndNoPropertiesBehind() throws Exception {
        assertThat(live()).isEqualTo("[]");
        assertThat(live()).isEqualTo("[]");

        assertThat(left()).isEmpty();
        var kept = files(home.resolve("native"));
        assertThat(kept).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getFirst().resolveSibling(""))))
                .isEqualTo("rwx------");
    }

    @Test
    void aChangedLibraryIsReplacedNotLoaded() throws Exception {
        live();
        var library = files(home.resolve("native")).getFirst();
        var right = Files.readAllBytes(library);
        Files.writeString(library, "no library");

        live();

        assertThat(Files.readAllBytes(library)).isEqualTo(right);
        assertThat(left()).isEmpty();
    }

    @Test
    void whoeverSetTheDriversPropertiesIsLeftAlone() throws Exception {
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        assertThat(live("-Dorg.sqlite.tmpdir=" + elsewhere)).isEqualTo("[org.sqlite.tmpdir]");

        assertThat(files(elsewhere)).isNotEmpty();
        assertThat(home.resolve("native")).doesNotExist();
    }
}
