package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Times as typed: `120`, `120s`, `2m`, `1h`, `500ms`.
public final class Durations {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|min|h|d|)");

    private Durations() {}

    /// @param option for the message
    /// @throws CommandException exit 2 for what is no time above zero
    public static Duration parse(String option, String text) {
        var match = TIME.matcher(text.strip());
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            throw CommandException.usage(option + " " + text + ": want seconds above 0, as 120 or 120s (or 2m, 1h)");
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m", "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
