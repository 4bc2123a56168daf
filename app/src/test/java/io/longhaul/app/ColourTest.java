package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.view.Paint;
import io.longhaul.engine.run.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Colours are for people at a terminal who want them.
class ColourTest {

    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Wiring wiring(boolean terminal, Map<String, String> more) {
        var streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                terminal,
                terminal);
        var environment = new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"), "HOME", directory.toString(), "LONGHAUL_HOME",
                directory.resolve("home").toString()));
        environment.putAll(more);
        return new Wiring(streams, environment, directory, Clocks.system(), Signals.none());
    }

    @Test
    void aTerminalGetsThemUnlessItsUserWantsNone() {
        assertThat(wiring(true, Map.of("NO_COLOR", "")).paint(true)).isEqualTo(new Paint(true));
        assertThat(wiring(true, Map.of()).paint(false)).isEqualTo(Paint.NONE);
        assertThat(wiring(true, Map.of("NO_COLOR", "1")).paint(true)).isEqualTo(Paint.NONE);
        assertThat(wiring(true, Map.of("TERM", "dumb")).paint(true)).isEqualTo(Paint.NONE);
    }

    @Test
    void theEndOfAJobAndItsStatusAreColouredOnATerminalOnly() throws IOException {
        Files.writeString(directory.resolve("list.csv"), "ticker\nAAPL\nMSFT\n");
        String[] line = {"screen", "list.csv", "--exec", "test {ticker} = AAPL", "--max-retries", "0"};

        Main.run(wiring(true, Map.of()), line);
        Main.run(wiring(true, Map.of()), "status", "--all");

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("\u001b[32mFinished\u001b[0m screen-1", "    \u001b[31m1 failed\u001b[0m");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("screen-1  \u001b[32mcompleted\u001b[0m");

        for (var wiring : List.of(wiring(false, Map.of()), wiring(true, Map.of()))) {
            out.reset();
            assertThat(Main.run(wiring, "status", "--no-color", "--all")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("screen-1  completed").doesNotContain("\u001b");
        }
    }

    @Test
    void nothingButWhatItMeansIsColoured() {
        var lines =
                List.of("Look   longhaul explain screen-1 A", "  61 passed", "     6  T5  failed", "K failed", "AAPL");

        assertThat(new Paint(true).lines(lines)).isEqualTo(lines);
        assertThat(new Paint(true).lines(List.of("Stopped: 1 of 2 rows stored.", "    1 uncertain     longhaul items")))
                .containsExactly(
                        "\u001b[33mStopped\u001b[0m: 1 of 2 rows stored.",
                        "    \u001b[31m1 uncertain\u001b[0m     longhaul items");
    }
}
