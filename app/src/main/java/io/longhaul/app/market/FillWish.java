package io.longhaul.app.market;

import io.longhaul.app.CommandException;
import io.longhaul.app.config.Config;
import io.longhaul.app.view.Durations;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.workflow.fillcache.Dataset;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
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
            return new FillCacheSettings(
                    dataset == null ? Dataset.YEARLY : Dataset.of(dataset),
                    from == null ? FillCacheSettings.SINCE : day("from", from),
                    to == null ? null : day("to", to),
                    Providers.of(config),
                    failedFor(config),
                    retryFailed,
                    keyColumn);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(String.valueOf(wrong.getMessage()));
        }
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
