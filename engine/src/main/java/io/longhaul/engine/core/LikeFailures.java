package io.longhaul.engine.core;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells when calls fail alike: a command that fails at every row needs a person. A call counts once, however many rows
/// it fails. What an input caused (a refused row, not found, too large) never counts; a row that fails without a call
/// counts as one.
final class LikeFailures {

    static final int BEFORE_SUCCESS = 5;
    static final int IN_A_ROW = 20;
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");
    /// More calls than that do not end at the same time.
    private static final int REMEMBERED = 10_000;
    private static final int SHOWN_LINES = 3;
    private static final int SHOWN_LENGTH = 160;

    private final Set<String> answered = new HashSet<>();
    private final LinkedHashSet<Long> counted = new LinkedHashSet<>();
    private String source = "";
    private String like = "";
    private int streak;

    /// A row was done.
    void success() {
        streak = 0;
    }

    /// A call to the source was answered.
    void answered(String itsSource) {
        answered.add(itsSource);
        if (itsSource.equals(source)) {
            streak = 0;
        }
    }

    /// Alike: same source, class and first line of standard error, or of the reason, without its digits.
    ///
    /// @param call that failed the row; null if none did
    /// @param anyDone whether any item of the job ever ended done
    /// @return true when it is time to pause
    boolean count(ItemEnd.Failed failed, @Nullable CallFailure call, boolean anyDone) {
        if (call == null || call.errorClass() != failed.errorClass()) {
            return person(failed) && count("", mark("", failed, failed.reason()), anyDone);
        }
        if (!call.person() || !first(call)) {
            return false;
        }
        var said = call.stderr().isBlank() ? call.reason() : call.stderr();
        return count(call.source(), mark(call.source(), failed, said), anyDone || answered.contains(call.source()));
    }

    private boolean count(String itsSource, String mark, boolean anySuccess) {
        streak = mark.equals(like) ? streak + 1 : 1;
        like = mark;
        source = itsSource;
        return streak >= (anySuccess ? IN_A_ROW : BEFORE_SUCCESS);
    }

    /// Whether no row was failed by that call before.
    private boolean first(CallFailure call) {
        if (counted.size() >= REMEMBERED) {
            counted.removeFirst();
        }
        return counted.add(call.call());
    }

    private static boolean person(ItemEnd.Failed failed) {
        return switch (failed.errorClass()) {
            case VALIDATION, NOT_FOUND, TOO_LARGE -> false;
            case NETWORK, TIMEOUT, RATE_LIMIT, QUOTA, AUTH, SERVER, RESOURCE, UNKNOWN -> true;
        };
    }

    private static String mark(String source, ItemEnd.Failed failed, String said) {
        var firstLine = said.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
        return source + "|" + failed.errorClass() + "|" + DIGITS.matcher(firstLine).replaceAll("");
    }

    /// What failed, the end of what it said, and what to do.
    String because(ItemEnd.Failed failed, @Nullable CallFailure call) {
        var lines = lines(call == null ? "" : call.stderr());
        var said = lines.size() < 2 ? "" : "; stderr ends: " + String.join(" | ", lines);
        return streak + " like failures in a row: " + failed.reason() + said + ". " + toMend()
                + ", then retry (failed rows and the rest) or resume (the rest).";
    }

    private String toMend() {
        if (source.isEmpty()) {
            return "Mend the workflow";
        }
        return source.startsWith("exec.") ? "Mend the command" : "See why " + source + " fails";
    }

    private static List<String> lines(String stderr) {
        var lines = COLOURS.matcher(stderr).replaceAll("").lines()
                .map(line -> CONTROLS.matcher(line).replaceAll(" ").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() <= SHOWN_LENGTH ? line : line.substring(0, SHOWN_LENGTH) + "…")
                .toList();
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }
}
