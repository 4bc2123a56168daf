package io.longhaul.app.cli;

import io.longhaul.app.CommandException;
import io.longhaul.app.config.Config;
import io.longhaul.app.view.Money;
import io.longhaul.app.view.Text;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a job runs: said when it is made, and again whenever it goes on.
public final class RunFlags {

    /// For the help of commands that run a job again.
    public static final String KEPT = "What is not given stays as the job has it.";

    private static final int MOST_AT_A_TIME = 10_000;
    private static final int MOST_RETRIES = 1_000;

    @Option(names = "--priority", paramLabel = "low|medium|high", description = "share of the limits, 1 : 4 : 8")
    private @Nullable String priority;

    @Option(names = "--concurrency", paramLabel = "N", description = "rows at a time [a new job: 4]")
    private @Nullable String concurrency;

    @Option(names = "--timeout", paramLabel = "TIME", description = "of one attempt at a row, 120 or 120s [a new job: 120]")
    private @Nullable String timeout;

    @Option(names = "--max-retries", paramLabel = "N", description = "caps the retries of every class of error")
    private @Nullable String maxRetries;

    @Option(names = "--budget", paramLabel = "USD", description = "the job pauses before it spends more")
    private @Nullable String budget;

    @Option(names = "--on-unknown", paramLabel = "repeat|uncertain", description = "a call whose fate is unknown: again, or left to you")
    private @Nullable String onUnknown;

    /// These options with what was said.
    public RunOptions over(RunOptions options) {
        return over(options, key -> Optional.empty());
    }

    /// Flags before settings before these options.
    ///
    /// @param settings by key, as `max-retries`
    public RunOptions over(RunOptions options, Function<String, Optional<Config.Value>> settings) {
        var policies = new UnknownFate[] {UnknownFate.REPEAT, UnknownFate.UNCERTAIN};
        var said = new Said(options, settings);
        said.take("concurrency", concurrency,
                (to, name, text) -> to.withConcurrency(Typed.whole(name, text, 1, MOST_AT_A_TIME)));
        said.take("timeout", timeout, (to, name, text) -> to.withTimeout(Typed.duration(name, text)));
        said.take("max-retries", maxRetries,
                (to, name, text) -> to.withMaxRetries(Typed.whole(name, text, 0, MOST_RETRIES)));
        said.take(
                "priority", priority,
                (to, name, text) -> to.withPriority(Typed.named(name, text, Priority.values(), Priority::label)));
        said.take("budget", budget, (to, name, text) -> to.withBudget(Typed.usd(name, text)));
        said.take(
                "on-unknown", onUnknown,
                (to, name, text) -> to.withOnUnknown(Typed.named(
                        name, text, policies, each -> each.name().toLowerCase(Locale.ROOT))));
        return said.options;
    }

    /// A budget that is spent already would only pause the job again.
    ///
    /// @param spentNanos settled and reserved
    public void mustLeaveMoney(String job, long spentNanos) {
        var said = budget;
        if (said != null && spentNanos > 0 && Typed.usd("--budget", said).compareTo(Money.usd(spentNanos)) <= 0) {
            throw CommandException.usage("--budget " + Text.visible(said) + ": " + job + " has spent "
                    + Money.exact(spentNanos) + " already; want more than that, for the whole job");
        }
    }

    /// Null where nothing new was said.
    public @Nullable RunOptions change(RunOptions options) {
        var changed = over(options);
        return Objects.equals(changed, options) ? null : changed;
    }

    private interface Change {
        /// @param name of the option or setting, for errors
        RunOptions of(RunOptions options, String name, String text);
    }

    private static final class Said {
        private final Function<String, Optional<Config.Value>> settings;
        private RunOptions options;

        Said(RunOptions options, Function<String, Optional<Config.Value>> settings) {
            this.options = options;
            this.settings = settings;
        }

        void take(String key, @Nullable String flag, Change change) {
            if (flag != null) {
                options = change.of(options, "--" + key, flag);
            } else {
                settings.apply(key).ifPresent(said -> options = change.of(options, said.blamed(), said.text()));
            }
        }
    }
}
