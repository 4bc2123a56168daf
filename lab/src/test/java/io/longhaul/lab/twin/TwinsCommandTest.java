package io.longhaul.lab.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Exit;
import io.longhaul.app.Signals;
import io.longhaul.lab.upstream.LabLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `longhaul lab twins -- COMMAND`: a rehearsal.
@Timeout(60)
class TwinsCommandTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Signals signals = Signals.none();

    private int run(String... args) throws Exception {
        var to = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new TwinsCommand(to, to, directory.resolve("home"), signals).run(List.of(args));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRehearsalAsksTheTwinsAndKeepsAStoreApart() throws Exception {
        var prices = directory.resolve("prices.csv");
        var log = directory.resolve("calls.log");

        int exit = run("--log", log.toString(), "--", "fill-cache", "--quiet", "--tickers", "AAPL",
                "--dataset", "daily", "--from", "2025-01-02", "--to", "2025-01-31", "-o", prices.toString());

        assertThat(exit).as(said()).isZero();
        assertThat(Files.readString(prices)).contains("AAPL,2025-01-02");
        assertThat(LabLog.read(log).calls()).isNotEmpty();
        assertThat(said()).isEqualTo("This was a rehearsal, in a store apart: put \"lab twins --\" before further"
                + " commands, and before those it named, as in longhaul lab twins -- status\n");
        assertThat(directory.resolve("home/rehearsal/longhaul.db")).exists();
        assertThat(directory.resolve("home/longhaul.db")).doesNotExist();
    }

    @Test
    void theCommandsExitIsItsOwn() throws Exception {
        assertThat(run("--", "status", "nosuch-1")).isEqualTo(4);
    }

    /// As of a person who ends it from another terminal: nothing of it is left behind.
    @Test
    void itsEndIsTheCommandsEnd() throws Exception {
        var token = directory.resolve("home/rehearsal/token");
        signals = () -> new Signals.Box() {
            @Override
            public Signals.@Nullable Kind poll() {
                return Files.exists(token) ? Signals.Kind.TERM : null;
            }

            @Override
            public void close() {}
        };

        assertThat(run("--", "serve", "--port", "0")).isEqualTo(Exit.TERMINATED);
        assertThat(said()).contains("This was a rehearsal");
    }

    @Test
    void whatItDoesNotUnderstandItNames() throws Exception {
        assertThat(run("--latncy", "5ms")).isEqualTo(2);
        assertThat(said()).contains("got \"--latncy\"", "usage:");
    }
}
