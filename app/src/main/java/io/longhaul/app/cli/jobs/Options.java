package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.view.Durations;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Run options that may change when a job goes on.
final class Options {

    @Option(names = "--budget", paramLabel = "USD", description = "Spend at most this; raises or lowers it.")
    private @Nullable String budget;

    @Option(names = "--concurrency", paramLabel = "N", description = "Rows at a time.")
    private @Nullable String concurrency;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Of one attempt: 120 or 120s.")
    private @Nullable String timeout;

    @Option(names = "--max-retries", paramLabel = "N", description = "Retries of a call at most.")
    private @Nullable String maxRetries;

    @Option(names = "--priority", paramLabel = "P", description = "low, medium or high.")
    private @Nullable String priority;

    @Option(names = "--on-unknown", paramLabel = "POLICY", description = "Of a call whose fate is unknown: repeat or uncertain.")
    private @Nullable String onUnknown;

    /// These options with what was said; the same if nothing was.
    ///
    /// @throws CommandException exit 2 for a value that is none
    RunOptions applied(RunOptions options) {
        var changed = options;
        if (concurrency != null) {
            changed = changed.withConcurrency(whole("--concurrency", concurrency, 1));
        }
        if (timeout != null) {
            changed = changed.withTimeout(duration("--timeout", timeout));
        }
        if (maxRetries != null) {
            changed = changed.withMaxRetries(whole("--max-retries", maxRetries, 0));
        }
        if (priority != null) {
            changed = changed.withPriority(named("--priority", priority, Priority.values(), Priority::label));
        }
        if (budget != null) {
            changed = changed.withBudget(usd(budget));
        }
        if (onUnknown != null) {
            var policies = new UnknownFate[] {UnknownFate.REPEAT, UnknownFate.UNCERTAIN};
            changed = changed.withOnUnknown(named("--on-unknown", onUnknown, policies, each -> each.name()
                    .toLowerCase(Locale.ROOT)));
        }
        return changed;
    }

    /// Null where nothing was said.
    @Nullable
    RunOptions change(RunOptions options) {
        var changed = applied(options);
        return Objects.equals(changed, options) ? null : changed;
    }

    static Duration duration(String option, String typed) {
        try {
            return Durations.parse(typed);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(option + ": " + e.getMessage());
        }
    }

    /// @throws CommandException exit 2 for a class there is none of
    static ErrorClass errorClass(String label) {
        return named("--class", label, ErrorClass.values(), ErrorClass::label);
    }

    private static int whole(String option, String typed, int least) {
        try {
            int number = Integer.parseInt(typed.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(option, typed, "a whole number, at least " + least, e);
        }
        throw wrong(option, typed, "a whole number, at least " + least, null);
    }

    private static BigDecimal usd(String typed) {
        var text = typed.strip();
        try {
            var usd = new BigDecimal(text.startsWith("$") ? text.substring(1) : text);
            if (usd.signum() >= 0 && usd.precision() <= 18 && Math.abs((long) usd.scale()) <= 9) {
                return usd;
            }
        } catch (NumberFormatException e) {
            throw wrong("--budget", typed, "an amount in USD, as 40 or 12.50", e);
        }
        throw wrong("--budget", typed, "an amount in USD, as 40 or 12.50", null);
    }

    private static <T> T named(String option, String typed, T[] all, Function<T, String> label) {
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

    private static CommandException wrong(String option, String typed, String want, @Nullable Exception cause) {
        var message = option + ": got \"" + io.longhaul.app.view.Text.visible(typed) + "\"; want " + want;
        return cause == null
                ? CommandException.usage(message)
                : new CommandException(io.longhaul.app.Exit.USAGE, message, cause);
    }
}
