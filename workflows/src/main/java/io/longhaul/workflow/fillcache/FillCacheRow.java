package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Ticker;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is cached of a ticker for the days asked for.
///
/// @param provider whose bars they are
/// @param first and `last` day with a bar in the range; null if there is none
/// @param bars there are, of `expected` by the calendar since the ticker's first bar
/// @param gaps what is not there, for people; empty if nothing is missing
public record FillCacheRow(
        Ticker ticker,
        Dataset dataset,
        String provider,
        @Nullable LocalDate first,
        @Nullable LocalDate last,
        long bars,
        long expected,
        List<String> gaps) {
    private static final int SHOWN = 5;

    public FillCacheRow {
        gaps = List.copyOf(gaps);
    }

    /// The same of rows as they are stored; empty if nothing is missing.
    public static String gapText(List<? extends List<@Nullable String>> stored) {
        var text = stored.isEmpty() ? null : stored.getFirst().getLast();
        return text == null ? "" : text;
    }

    /// The gaps in one cell: the first of them, and how many more there are.
    public String gapText() {
        var text = gaps.stream().limit(SHOWN).collect(Collectors.joining("; "));
        return gaps.size() > SHOWN ? text + "; and " + (gaps.size() - SHOWN) + " more" : text;
    }
}
