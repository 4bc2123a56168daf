package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.TradingCalendar;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a fill-cache job was asked for.
///
/// @param from first day; bars before a ticker's listing are not expected
/// @param to last day; null for the last session that has finished when the job is made
/// @param providers by name, in the order in which they are asked
/// @param failedFor how long a ticker that no provider knows is not asked again
/// @param retryFailed ask again for those, too
/// @param keyColumn of the list, where the ticker stands
public record FillCacheSettings(
        Dataset dataset,
        LocalDate from,
        @Nullable LocalDate to,
        List<String> providers,
        Duration failedFor,
        boolean retryFailed,
        String keyColumn) {
    /// Since when years are cached by default.
    public static final LocalDate SINCE = LocalDate.of(2000, 1, 1);

    public static final Duration FAILED_FOR = Duration.ofDays(7);

    public FillCacheSettings {
        providers = List.copyOf(providers);
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("no provider of market data; want at least one");
        }
        if (from.isBefore(TradingCalendar.FIRST) || from.isAfter(TradingCalendar.LAST)) {
            throw new IllegalArgumentException("from " + from + "; the trading calendar goes from "
                    + TradingCalendar.FIRST + " to " + TradingCalendar.LAST);
        }
        if (to != null && (to.isBefore(from) || to.isAfter(TradingCalendar.LAST))) {
            throw new IllegalArgumentException(
                    "to " + to + "; want a day from " + from + " to " + TradingCalendar.LAST);
        }
        if (failedFor.isNegative()) {
            throw new IllegalArgumentException("a life of failures of " + failedFor + "; want 0 or more");
        }
    }

    /// The days that count for a job of that day: only sessions that have finished.
    ///
    /// @throws IllegalArgumentException if none has
    public Days wanted(LocalDate today) {
        var finished = TradingCalendar.lastSessionBefore(today);
        var last = to == null || to.isAfter(finished) ? finished : to;
        if (last.isBefore(from)) {
            throw new IllegalArgumentException("from " + from + ": no session has finished since");
        }
        return new Days(from, last);
    }

    public Map<String, String> map() {
        var map = new LinkedHashMap<String, String>();
        map.put("dataset", dataset.label());
        map.put("from", from.toString());
        map.put("to", to == null ? "" : to.toString());
        map.put("providers", String.join(",", providers));
        map.put("failedFor", failedFor.toString());
        map.put("retryFailed", Boolean.toString(retryFailed));
        map.put("keyColumn", keyColumn);
        return map;
    }

    public static FillCacheSettings of(Map<String, String> map) {
        var to = map.getOrDefault("to", "");
        return new FillCacheSettings(
                Dataset.of(map.getOrDefault("dataset", Dataset.YEARLY.label())),
                LocalDate.parse(map.getOrDefault("from", SINCE.toString())),
                to.isEmpty() ? null : LocalDate.parse(to),
                List.of(map.getOrDefault("providers", "").split(",")),
                Duration.parse(map.getOrDefault("failedFor", FAILED_FOR.toString())),
                Boolean.parseBoolean(map.getOrDefault("retryFailed", "false")),
                map.getOrDefault("keyColumn", "ticker"));
    }
}
