package io.longhaul.app.cli.watch;

import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PulseRecord;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The few lines that tell how far a job is: redrawn in place on a terminal, else one plain line now and then.
final class ProgressBlock {

    private static final int BAR = 18;
    private static final int WIDTH = 79;
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);
    private static final Duration DRAW_EVERY = Duration.ofMillis(250);

    private final PrintStream err;
    private final boolean terminal;
    private final Instant begun;
    private Instant last;
    private long endedAtBegin = -1;
    private int drawn;

    ProgressBlock(PrintStream err, boolean terminal, Instant now) {
        this.err = err;
        this.terminal = terminal;
        this.begun = now;
        this.last = now;
    }

    /// Whether it is time to draw again.
    boolean due(Instant now) {
        return Duration.between(last, now).compareTo(terminal ? DRAW_EVERY : PLAIN_EVERY) >= 0;
    }

    void draw(JobRecord job, JobCounts counts, PulseRecord pulse, Instant now) {
        last = now;
        if (endedAtBegin < 0) {
            endedAtBegin = counts.ended();
        }
        var lines = lines(job, counts, pulse, now);
        if (!terminal) {
            err.println(plain(job, counts, now));
            return;
        }
        var text = new StringBuilder(up());
        for (var line : lines) {
            text.append(cut(line)).append("\u001b[K\n");
        }
        text.append("\u001b[J");
        err.print(text);
        err.flush();
        drawn = lines.size();
    }

    /// Leaves nothing of it on the terminal.
    void erase() {
        if (drawn > 0) {
            err.print(up() + "\u001b[J");
            err.flush();
            drawn = 0;
        }
    }

    private String up() {
        return drawn == 0 ? "" : "\r\u001b[" + drawn + "A";
    }

    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
    }

    private List<String> lines(JobRecord job, JobCounts counts, PulseRecord pulse, Instant now) {
        long total = job.total();
        long ended = counts.ended();
        int share = total == 0 ? BAR : (int) (ended * BAR / total);
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  " + ended + "/" + total + "  " + percent(ended, total) + "  [" + "#".repeat(share)
                + ".".repeat(BAR - share) + "]" + pace(job, counts, now));
        lines.add("  " + batch(job, counts) + "   " + split(counts));
        if (job.state() == JobState.WAITING) {
            var until = job.until();
            lines.add("  waiting" + (until == null ? "" : " until " + Words.clock(until, now)) + ": " + job.because());
        } else {
            lines.add(pulse.current().isEmpty() ? "" : "  now " + String.join(" ", pulse.current()));
        }
        lines.add("");
        return lines;
    }

    private String plain(JobRecord job, JobCounts counts, Instant now) {
        var waiting = job.state() == JobState.WAITING ? "; waiting: " + job.because() : "";
        return "  " + counts.ended() + "/" + job.total() + "  " + percent(counts.ended(), job.total())
                + pace(job, counts, now) + "  " + split(counts) + waiting;
    }

    static String percent(long ended, long total) {
        return (total == 0 ? 100 : ended * 100 / total) + "%";
    }

    private String pace(JobRecord job, JobCounts counts, Instant now) {
        long here = counts.ended() - Math.max(0, endedAtBegin);
        long millis = Duration.between(begun, now).toMillis();
        if (here < 2 || millis < 1_000) {
            return "";
        }
        double perMinute = here * 60_000.0 / millis;
        long left = job.total() - counts.ended();
        var ends = now.plusMillis((long) (left * (double) millis / here));
        var pace = perMinute < 10 ? Math.round(perMinute * 10) / 10.0 + "" : Math.round(perMinute) + "";
        return "  " + pace + "/min" + (left == 0 ? "" : "  ends " + Words.clock(ends, now));
    }

    private static String batch(JobRecord job, JobCounts counts) {
        long batches = Math.ceilDiv(job.total(), job.draft().batchSize());
        return "batch " + Math.min(batches, counts.batchesEnded() + 1) + " of " + batches;
    }

    private static String split(JobCounts counts) {
        var text =
                new StringBuilder("passed " + counts.passed() + "   screened out " + (counts.done() - counts.passed()));
        if (counts.skipped() > 0) {
            text.append("   skipped ").append(counts.skipped());
        }
        text.append("   failed ").append(counts.failed());
        return text.append(counts.uncertain() > 0 ? "   uncertain " + counts.uncertain() : "").toString();
    }
}
