package io.longhaul.app.view;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Lengths of time as people read and type them.
public final class Durations {

    private static final BigDecimal LONGEST = BigDecimal.valueOf(36_500L * 86_400_000);
    private static final String FORM = "seconds as 120 or 120s, or 5m, 2h, 30d";
    private static final Pattern TYPED = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([a-z]*)");

    private Durations() {}

    /// `0.4 s`, `45 s`, `13 min 14 s`, `2 h 5 min`, `3 days 4 h`; the second part is left out when it is 0.
    public static String text(Duration length) {
        if (length.isNegative()) {
            return "-" + text(length.negated());
        }
        long seconds = length.toSeconds();
        if (seconds < 1) {
            return length.isZero()
                    ? "0 s"
                    : String.format(Locale.ROOT, "%.1f s", Math.max(0.1, length.toMillis() / 1e3));
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return parts(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return parts(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return parts(seconds / 86_400, seconds < 2 * 86_400 ? "day" : "days", seconds % 86_400 / 3_600, "h");
    }

    private static String parts(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    /// `120 s`: a time-out as it was typed.
    public static String seconds(Duration length) {
        return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    /// What a user typed: `120` or `120s`, `500ms`, `5m`, `2h`, `30d`.
    ///
    /// @throws IllegalArgumentException for anything else, and for 0; the message says what is wanted
    public static Duration parse(String typed) {
        var match = TYPED.matcher(typed.strip().toLowerCase(Locale.ROOT));
        long unit = match.matches() ? unit(match.group(2)) : 0;
        if (unit == 0) {
            throw new IllegalArgumentException(
                    "\"" + Text.visible(typed)
                            + "\" is no length of time; want " + FORM);
        }
        var exact = new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(unit));
        if (exact.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + Text.visible(typed) + "\" is too long; want at most 36500d: " + FORM);
        }
        long millis = exact.longValue();
        if (millis == 0) {
            throw new IllegalArgumentException(
                    "\"" + Text.visible(typed) + "\" is no time at all; want more than 0: " + FORM);
        }
        return Duration.ofMillis(millis);
    }

    private static long unit(String name) {
        return switch (name) {
            case "", "s", "sec" -> 1_000;
            case "ms" -> 1;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
    }
}
