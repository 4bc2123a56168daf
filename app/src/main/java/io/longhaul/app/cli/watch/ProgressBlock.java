package io.longhaul.app.cli.watch;

import io.longhaul.app.view.ProgressLine;
import io.longhaul.app.view.Shown;
import io.longhaul.app.view.Times;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/// How far a job is, while it runs: redrawn in place on a terminal and erased at the end, else one plain line now and
/// then.
final class ProgressBlock {

    /// A log is not cut where a reason stands.
    private static final int LOG_WIDTH = 200;
    /// Clears what stood in the line before.
    private static final String LINE_END = "\u001b[K\n";
    private static final String REST = "\u001b[J";
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);
    private static final Duration DRAW_EVERY = Duration.ofMillis(250);

    private final PrintStream err;
    private final boolean terminal;
    /// A full line could make a terminal begin another.
    private final int width;
    private Instant last;
    private int drawn;

    ProgressBlock(PrintStream err, boolean terminal, int width, Instant now) {
        this.err = err;
        this.terminal = terminal;
        this.width = Math.min(80, width) - 1;
        this.last = now;
    }

    /// Whether it is time to draw again.
    boolean due(Instant now) {
        return Duration.between(last, now).compareTo(terminal ? DRAW_EVERY : PLAIN_EVERY) >= 0;
    }

    void draw(ProgressLine progress, Times times) {
        last = times.now();
        if (!terminal) {
            err.println(progress.line(times, LOG_WIDTH));
            return;
        }
        var lines = progress.block(times, width);
        Shown.own(err, up() + LINE_END);
        for (var line : lines) {
            err.print(line);
            Shown.own(err, LINE_END);
        }
        Shown.own(err, LINE_END + REST);
        err.flush();
        drawn = lines.size() + 2;
    }

    /// Leaves nothing of it on the terminal.
    void erase() {
        if (drawn > 0) {
            Shown.own(err, up() + REST);
            err.flush();
            drawn = 0;
        }
    }

    private String up() {
        return drawn == 0 ? "" : "\r\u001b[" + drawn + "A";
    }
}
