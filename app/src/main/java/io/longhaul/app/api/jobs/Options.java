package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.view.Durations;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How a job is to run, as a request says it: the flags of the command line under names in camel case.
final class Options {

    static final Set<String> NAMES =
            Set.of("concurrency", "timeout", "maxRetries", "priority", "budget", "onUnknown");

    private static final int MOST_AT_A_TIME = 10_000;
    private static final int MOST_RETRIES = 1_000;

    private Options() {}

    /// @param before what is not said stays as it is there
    static RunOptions of(Fields fields, RunOptions before) {
        var options = before;
        var concurrency = fields.whole("concurrency", 1, MOST_AT_A_TIME);
        if (concurrency.isPresent()) {
            options = options.withConcurrency(concurrency.get());
        }
        var timeout = fields.text("timeout");
        if (timeout.isPresent()) {
            try {
                options = options.withTimeout(Durations.parse(timeout.get()));
            } catch (IllegalArgumentException wrong) {
                throw fields.wrong("timeout", String.valueOf(wrong.getMessage()));
            }
        }
        var retries = fields.whole("maxRetries", 0, MOST_RETRIES);
        if (retries.isPresent()) {
            options = options.withMaxRetries(retries.get());
        }
        var priority = fields.text("priority");
        if (priority.isPresent()) {
            options = options.withPriority(
                    named("/priority", priority.get(), Priority.values(), Priority::label));
        }
        var budget = fields.amount("budget");
        if (budget.isPresent()) {
            options = options.withBudget(budget.get());
        }
        var fate = fields.text("onUnknown");
        if (fate.isPresent()) {
            var policies = new UnknownFate[] {UnknownFate.REPEAT, UnknownFate.UNCERTAIN};
            options = options.withOnUnknown(
                    named("/onUnknown", fate.get(), policies, each -> each.name().toLowerCase(Locale.ROOT)));
        }
        return options;
    }

    static ErrorClass errorClass(String where, String text) {
        return named(where, text, ErrorClass.values(), ErrorClass::label);
    }

    static <T> T named(String where, String text, T[] all, Function<T, String> label) {
        return Arrays.stream(all)
                .filter(each -> label.apply(each).equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.wrong(where, "got \"" + Fields.shown(text) + "\"; want one of "
                        + Arrays.stream(all).map(label).collect(Collectors.joining(", "))));
    }
}
