package io.longhaul.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.Cli;
import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A file that others may write does not speak for the user, and a store is its user's alone.
class TrustTest {

    private static final Path FILE = Path.of("/there/longhaul.yaml");

    @TempDir
    Path directory;

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /// Modes are octal; root is user 0 and trusts nobody but itself, nor is it trusted.
    @ParameterizedTest
    @CsvSource({
        "1000, 1000, 1000, 0644, 0755, obeyed", "1000, 1000, 1000, 0600, 01777, obeyed",
        "1000, 1000, 1000, 0644, 0775, obeyed", "0, 0, 0, 0644, 0755, obeyed",
        "1000, 1001, 1001, 0644, 0755, chown 1000 /there/longhaul.yaml",
        "1000, 0, 0, 0644, 0755, chown 1000 /there/longhaul.yaml",
        "0, 1000, 1000, 0644, 0755, chown 0 /there/longhaul.yaml",
        "1000, 1001, 1000, 0644, 01777, ln -sf /there/longhaul.yaml longhaul.yaml",
        "1000, 1000, 1000, 0664, 0755, chmod go-w /there/longhaul.yaml",
        "1000, 1000, 1000, 0646, 0755, chmod go-w /there/longhaul.yaml",
        "1000, 1000, 1000, 0644, 0777, chmod o-w /there"})
    void itsOwnerAndWhoElseMayWriteItDecide(
            int user, int link, int target, String mode, String directoryMode, String verdict) {
        var facts = new Trust.Facts(
                user, new Ownership(link, 0777), new Ownership(target, Integer.parseInt(mode, 8)),
                new Ownership(user, Integer.parseInt(directoryMode, 8)));

        var refusal = Trust.refusal(FILE, facts);

        assertThat(refusal.orElse("obeyed")).endsWith(verdict);
    }

    @Test
    void aFileThatOthersMayWriteIsToldAndDoesNotCount() throws IOException {
        var cli = new Cli(directory);
        var file = cli.file("longhaul.yaml", "concurrency: 7\n");
        mode(file, "rw-rw-r--");

        var loose = cli.run("config", "--origin");
        mode(file, "rw-r--r--");
        var mended = cli.run("config", "--origin");

        assertThat(loose.exit()).isEqualTo(Exit.OK);
        assertThat(loose.out()).doesNotContain("concurrency = 7").contains("4");
        assertThat(loose.err()).containsOnlyOnce("longhaul.yaml does not count: others may write it")
                .contains("chmod go-w " + file.toRealPath());
        assertThat(mended.err()).isEmpty();
        assertThat(mended.out()).contains("7");
    }

    @Test
    void whatALinkLeadsToIsLookedAt() throws IOException {
        var cli = new Cli(directory);
        var other = cli.file("elsewhere.yaml", "concurrency: 7\n");
        mode(other, "rw-rw-rw-");
        Files.createSymbolicLink(directory.resolve("longhaul.yaml"), other);

        assertThat(cli.run("config").err()).contains("chmod go-w " + other.toRealPath());
    }

    @Test
    void aHomeThatIsOpenToOthersIsRefusedWithTheCommandThatMendsIt() throws IOException {
        var cli = new Cli(directory);
        Files.createDirectory(cli.home());
        mode(cli.home(), "rwxr-xr-x");

        var open = cli.run("status");
        mode(cli.home(), "rwx------");
        var mended = cli.run("status");

        assertThat(open.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(open.err()).contains("is open to others (mode 755)", "chmod 700 " + cli.home());
        assertThat(mended.exit()).isEqualTo(Exit.OK);
        assertThatThrownBy(() -> Trust.mustBePrivate(Path.of("/a b"), 1000, new Ownership(0, 0700)))
                .isInstanceOfSatisfying(CommandException.class,
                        refused -> assertThat(refused.exit()).isEqualTo(Exit.AUTH_OR_CONFIG))
                .hasMessageContaining("belongs to user 0, not to you (1000)")
                .hasMessageContaining("chown -R 1000 '/a b'");
    }
}
