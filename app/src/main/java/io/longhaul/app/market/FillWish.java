package io.longhaul.app.market;

import io.longhaul.app.CommandException;
import io.longhaul.app.config.Config;
import io.longhaul.app.view.Durations;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.workflow.fillcache.Dataset;
import io.longhaul.workflow.fillcache.Days;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is to be cached, as users say it.
///
/// @param dataset null for `yearly`
/// @param from null for 2000
/// @param to null for the last finished session
public record FillWish(@Nullable String dataset, @Nullable String from, @Nullable String to, boolean retryFailed) {

    /// @param keyColumn of the list
    /// @throws CommandException exit 2 for what cannot be cached, exit 8 without a provider
    public FillCacheSettings settings(Config config, String keyColumn) {
        try {
            return read(config, keyColumn);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(String.valueOf(wrong.getMessage()));
        }
    }

    /// What of a wish cannot be.
    public static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final String field;

        private Wrong(String field, IllegalArgumentException cause) {
            super(cause.getMessage(), cause);
            this.field = field;
        }

        /// `dataset`, `from` or `to`.
        public String field() {
            return field;
        }
    }

    /// As [#settings], for who wants to know which field is wrong.
    ///
    /// @throws Wrong for what cannot be cached
    public FillCacheSettings read(Config config, String keyColumn) {
        var wanted = in("dataset", () -> dataset == null ? Dataset.YEARLY : Dataset.of(dataset));
        var first = in("from", () -> from == null ? FillCacheSettings.SINCE : day("from", from));
        var last = to == null ? null : in("to", () -> day("to", to));
        var providers = Providers.of(config);
        var failedFor = failedFor(config);
        // without its end first: each of the two days may be one that the calendar does not have
        var open = in("from", () -> new FillCacheSettings(
                wanted, first, null, providers, failedFor, retryFailed, keyColumn));
        return last == null
                ? open
                : in("to", () -> new FillCacheSettings(
                        wanted, first, last, providers, failedFor, retryFailed, keyColumn));
    }

    private static <T> T in(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            throw new Wrong(field, wrong);
        }
    }

    /// All of what was asked for that changes what is found.
    public static List<String> identity(FillCacheSettings settings) {
        return List.of(
                settings.dataset().label(),
                settings.from().toString(),
                String.valueOf(settings.to()),
                String.join(",", settings.providers()),
                Boolean.toString(settings.retryFailed()),
                settings.keyColumn());
    }

    /// @param today of the job
    /// @throws Wrong if no session has finished since its first day
    public static Days days(FillCacheSettings settings, LocalDate today) {
        return in("from", () -> settings.wanted(today));
    }

    private static Duration failedFor(Config config) {
        return config.text("fill-cache.failed-for").map(Durations::parse).orElse(FillCacheSettings.FAILED_FOR);
    }

    private static LocalDate day(String what, String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeException noDay) {
            throw new IllegalArgumentException(
                    what + " \"" + text + "\"; want a day as 2024-01-31, from " + TradingCalendar.FIRST + " to "
                            + TradingCalendar.LAST,
                    noDay);
        }
    }
}
