package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.ProductCommand;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whoever drives a job writes its results, whether or not the command that asked for it still lives.
@Timeout(90)
class PublicationTest {

    private static final String UNTIL = "while [ ! -e %s ]; do sleep 0.05; done; echo $1";

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void twoLists(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("one.csv", "ticker\nA\nB\n");
        cli.file("two.csv", "ticker\nC\nD\n");
        cli.script("one.sh", "touch begun; " + UNTIL.formatted("end"));
        cli.script("two.sh", "touch attached; " + UNTIL.formatted("go"));
    }

    private CompletableFuture<Cli.Ended> owner() {
        var first = new Cli(cli.directory());
        var running = CompletableFuture.supplyAsync(
                () -> first.run("screen", "one.csv", "--exec", "./one.sh {ticker}", "-o", "one.txt"));
        until(() -> cli.exists("begun"));
        return running;
    }

    private static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /// A command in a process of its own, which can die.
    private Process start(String... args) throws IOException {
        var command = new ArrayList<>(ProductCommand.words("-Xmx256m"));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .directory(cli.directory().toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put("LONGHAUL_HOME", cli.home().toString());
        builder.environment().put("HOME", cli.directory().toString());
        return builder.start();
    }

    @Test
    void theOwnerWritesTheResultsOfACommandThatDied() throws Exception {
        var running = owner();
        var attached = start("screen", "two.csv", "--exec", "./two.sh {ticker}", "-o", "two.txt");
        until(() -> cli.exists("attached"));
        attached.destroyForcibly().waitFor();

        cli.file("go", "");
        until(() -> cli.exists("two.txt"));

        assertThat(cli.read("two.txt")).isEqualTo("C\nD\n");
        assertThat(running).isNotDone();
        cli.file("end", "");
        assertThat(running.get().exit()).as(running.get().err()).isZero();
        assertThat(cli.run("status", "screen-2").out()).contains("    2 passed        two.txt\n");
    }

    @Test
    void aCommandThatLivesShowsWhatTheOwnerWroteOnce() throws Exception {
        var running = owner();
        cli.file("go", "");

        var shown = new Cli(cli.directory())
                .run("screen", "two.csv", "--exec", "./two.sh {ticker}", "-o", "two.txt");

        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.err()).contains("    2 passed        two.txt\n");
        var written = Files.getLastModifiedTime(cli.directory().resolve("two.txt"));
        cli.file("end", "");
        assertThat(running.get().exit()).as(running.get().err()).isZero();
        assertThat(Files.getLastModifiedTime(cli.directory().resolve("two.txt"))).isEqualTo(written);
    }

    @Test
    void resultsThatCannotBeWrittenAreToldAndExported() throws Exception {
        Files.createDirectory(cli.directory().resolve("out"));
        cli.script("gone.sh", "rm -rf out; echo $1");

        var ended = cli.run("screen", "one.csv", "--exec", "./gone.sh {ticker}", "-o", "out/x.txt");
        var all = cli.run("status");
        var one = cli.run("status", "screen-1");
        Files.createDirectory(cli.directory().resolve("out"));
        var exported = cli.run("export", "screen-1", "-o", "out/x.txt");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.STORAGE);
        assertThat(ended.err()).contains("Finished screen-1", "the results of screen-1 could not be written to ",
                "They are in the store. Mend that, then: longhaul export screen-1 -o ");
        assertThat(all.out().replaceAll("\\s+", " "))
                .contains("screen-1: out/x.txt could not be written: ", "longhaul export screen-1 -o out/x.txt");
        assertThat(one.out()).contains("Results could not be written: ",
                "Write  longhaul export screen-1 -o out/x.txt");
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(cli.read("out/x.txt")).isEqualTo("A\nB\n");
        assertThat(cli.run("status").out()).doesNotContain("written");
    }
}
