package io.longhaul.app.cli;

import io.longhaul.app.CommandException;
import io.longhaul.app.view.Durations;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A slice of time for a job.
public final class Slice {

    @Option(names = "--time-limit", paramLabel = "TIME", description = "stop after that time, 240 or 4m; exit 75 when work is left")
    private @Nullable String timeLimit;

    /// Zero for none.
    public Duration length() {
        return timeLimit == null ? Duration.ZERO : Typed.duration("--time-limit", timeLimit);
    }

    /// A paid call is sent only while its whole time-out fits into what is left: a shorter slice would do nothing.
    ///
    /// @param slice zero for none
    public static void mustFit(Duration slice, Duration timeout, Workflow<?, ?> work, int batchSize) {
        if (slice.isZero()) {
            return;
        }
        for (var demand : work.outline().demands()) {
            var source = demand.source();
            var longest = source instanceof GroupedSource<?, ?> ? timeout.multipliedBy(batchSize) : timeout;
            if (!source.spec().price().free() && slice.compareTo(longest) < 0) {
                throw CommandException.usage("--time-limit " + Durations.seconds(slice)
                        + " is shorter than a paid run may take (" + Durations.seconds(longest)
                        + "), so none would be started; want a longer --time-limit or a shorter --timeout");
            }
        }
    }
}
