package io.longhaul.app.view;

import io.longhaul.engine.store.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A job in progress: three lines redrawn in place, or one plain line.
///
/// @param ratePerMinute 0 while unknown
/// @param ends null while unknown
/// @param batch the one in work, from 1; 0 for none
/// @param endings how the ended items ended
/// @param now keys of running items
/// @param waiting why nothing runs and until when; empty if something does
public record ProgressLine(
        long ended,
        long total,
        double ratePerMinute,
        @Nullable Instant ends,
        long batch,
        long batches,
        Endings endings,
        List<String> now,
        String waiting) {

    private static final int BAR = 18;

    public ProgressLine {
        now = List.copyOf(now);
    }

    public static ProgressLine of(JobFacts facts, Times times) {
        boolean active = facts.active();
        boolean waits = facts.state() == JobState.WAITING;
        return new ProgressLine(
                facts.counts().ended(),
                facts.job().total(),
                // while a job waits, its rate only tells how long
                active && !waits ? facts.ratePerMinute() : 0,
                active && (!waits || facts.bound() != null) ? facts.ends() : null,
                facts.currentBatch(),
                facts.batches(),
                Endings.of(facts.job(), facts.counts()),
                active ? facts.pulse().current() : List.of(),
                waits ? StatusTable.why(facts, times) : "");
    }

    /// Three lines, none wider than the terminal.
    public List<String> block(Times times, int width) {
        var lines = new ArrayList<String>();
        lines.add("  " + share() + "  " + bar() + tail("  ", times));
        var second = new StringBuilder("  ");
        if (batch > 0) {
            second.append("batch ").append(batch).append(" of ").append(batches).append("   ");
        }
        lines.add(second.append(String.join("   ", endings.words())).toString().stripTrailing());
        lines.add("  " + moment());
        return lines.stream().map(line -> Text.fit(line, width)).toList();
    }

    /// For logs and pipes: `212/503 42% 38/min ends 12:41 passed 61 ...`.
    public String line(Times times, int width) {
        var line = share().replace("  ", " ") + tail(" ", times);
        for (var word : endings.words()) {
            line += " " + word;
        }
        return Text.fit(waiting.isEmpty() ? line : line + "; " + Text.visible(waiting), width);
    }

    private String share() {
        return ended + "/" + total + "  " + percent(ended, total) + "%";
    }

    private String tail(String gap, Times times) {
        var text = ratePerMinute > 0 ? gap + rate(ratePerMinute) : "";
        return ends == null ? text : text + gap + "ends " + times.brief(ends);
    }

    private String moment() {
        if (!waiting.isEmpty()) {
            return Text.visible(waiting);
        }
        return now.isEmpty() ? "" : "now " + String.join(" ", now.stream().map(Text::visible).toList());
    }

    private String bar() {
        int full = ended == total ? BAR : (int) Math.min(BAR - 1, Math.round(1.0 * ended * BAR / total));
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    /// Whole percent, rounded down: 100 only when all is done.
    public static long percent(long part, long whole) {
        return whole == 0 ? 100 : (long) (100.0 * part / whole);
    }

    /// `38/min`, `0.4/min`.
    public static String rate(double perMinute) {
        return (perMinute >= 9.95
                ? String.valueOf(Math.round(perMinute))
                : String.format(Locale.ROOT, "%.1f", perMinute))
                + "/min";
    }
}
