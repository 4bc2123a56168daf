package io.longhaul.app.cli;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.view.Durations;
import io.longhaul.app.view.Text;
import io.longhaul.engine.ErrorClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values of options as users type them. What is none ends the command (exit 2) and says what is wanted.
public final class Typed {

    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    private Typed() {}

    /// `120`, `120s`, `5m`, `2h`, `30d`.
    public static Duration duration(String option, String typed) {
        try {
            return Durations.parse(typed);
        } catch (IllegalArgumentException e) {
            throw new CommandException(Exit.USAGE, option + ": " + e.getMessage(), e);
        }
    }

    public static ErrorClass errorClass(String option, String typed) {
        return named(option, typed, ErrorClass.values(), ErrorClass::label);
    }

    public static int whole(String option, String typed, int least, int most) {
        var want = "a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(ascii(typed));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(option, typed, want, e);
        }
        throw wrong(option, typed, want, null);
    }

    /// `40`, `12.50`, `$40`.
    public static BigDecimal usd(String option, String typed) {
        var want = "an amount in USD up to a billion, as 40 or 12.50";
        try {
            var text = ascii(typed);
            var usd = new BigDecimal(text.startsWith("$") ? text.substring(1) : text);
            if (usd.signum() >= 0 && usd.compareTo(BILLION) <= 0 && usd.precision() <= 18
                    && Math.abs((long) usd.scale()) <= 9) {
                return usd;
            }
        } catch (NumberFormatException e) {
            throw wrong(option, typed, want, e);
        }
        throw wrong(option, typed, want, null);
    }

    public static <T> T named(String option, String typed, T[] all, Function<T, String> label) {
        for (var each : all) {
            if (label.apply(each).equals(typed.strip().toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw wrong(
                option,
                typed,
                "one of " + Arrays.stream(all).map(label).collect(Collectors.joining(", ")),
                null);
    }

    /// Java takes the digits of any script for a number; only 0 to 9 make one here.
    ///
    /// @throws NumberFormatException for any other
    private static String ascii(String typed) {
        var text = typed.strip();
        if (!text.chars().allMatch(c -> c < 0x80)) {
            throw new NumberFormatException("digits other than 0 to 9");
        }
        return text;
    }

    private static CommandException wrong(String option, String typed, String want, @Nullable Exception cause) {
        var message = option + ": got \"" + Text.visible(typed) + "\"; want " + want;
        return cause == null
                ? CommandException.usage(message)
                : new CommandException(Exit.USAGE, message, cause);
    }
}
