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
    }
}
