package io.longhaul.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A home in which no store can be is told in words, whatever the command.
class OddHomesTest {

    private static final List<String> COMMANDS = List.of(
            "status", "status screen-1", "jobs", "items latest", "explain latest", "resume", "pause latest", "clean",
            "clean --yes", "doctor", "screen list.csv --exec true");

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aListToWorkOn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\n");
    }

    private void refused(Path home, String message) {
        cli.home(home);
        for (var command : COMMANDS) {
            var ended = cli.run(command.split(" "));

            var said = ended.out() + ended.err();
            assertThat(said.replaceAll("\\s+", " ")).as(command).contains(message, "Set LONGHAUL_HOME to a directory");
            assertThat(said).as(command).doesNotContain("Exception");
            assertThat(ended.exit()).as(command).isEqualTo(Exit.STORAGE);
        }
    }

    @Test
    void aFile() {
        refused(cli.file("home", ""), "home is not a directory");
        refused(cli.file("home", "").resolve("below"), "home is not a directory");
        refused(Path.of("/dev/null"), "/dev/null is not a directory");
    }

    @Test
    void theSystemsOwn() {
        refused(Path.of("/proc/longhaul"), "/proc belongs to the system and keeps no files");
    }

    @Test
    void tooLong() {
        refused(cli.directory().resolve("x".repeat(256)), "has 256 bytes; at most 255 can be");
        refused(cli.directory().resolve("x/".repeat(300)), "bytes; at most 480 can be");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 480})
    void aLongOneThatCanBeIsUsed(int length) {
        var home = cli.directory();
        while (home.toString().length() < length - 100) {
            home = home.resolve("x".repeat(80));
        }
        home = home.resolve("y".repeat(length - home.toString().length() - 1));

        var ended = cli.home(home).run("screen", "list.csv", "--exec", "echo {ticker}");

        assertThat(home.toString()).hasSize(length);
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    @Test
    void oneThatIsNotThereYetIsNoTrouble() {
        assertThat(cli.run("doctor")).isEqualTo(new Cli.Ended(Exit.OK, """
                Store  %s
                  ok     store: no store in %s yet
                All is well
                """.formatted(cli.home(), cli.home()), ""));
        assertThat(cli.run("status").out()).isEqualTo("No jobs in " + cli.home() + "\n");
        assertThat(cli.home()).doesNotExist();
    }
}
