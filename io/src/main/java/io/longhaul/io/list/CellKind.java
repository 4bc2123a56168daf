package io.longhaul.io.list;

import java.util.EnumMap;
import java.util.List;
import java.util.regex.Pattern;

/// What a cell looks like; only good for telling headers and naming columns.
public enum CellKind {
    EMPTY,
    NUMBER,
    DATE,
    WEBSITE,
    TICKER,
    TEXT;

    private static final Pattern NUMERIC = Pattern.compile("[-+(]?[$€£]?\\d[\\d,. ]*%?\\)?");
    private static final Pattern DATED =
            Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([T ].*)?|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}( .*)?");
    private static final Pattern WEB = Pattern.compile("(?i)https?://\\S+"
            + "|(www\\.)?([a-z0-9-]+\\.)+(com|org|net|io|ai|app|dev|eu|de|gov|edu|info)(/\\S*)?");
    private static final Pattern TICKER_LIKE =
            Pattern.compile("[\\^$]?([A-Z0-9]{1,10}|[a-z0-9]{1,6})([.=/:-][A-Za-z0-9]{1,4}){0,2}");
    private static final double MOST = 0.9;

    public static CellKind of(String cell) {
        var text = Folding.strip(cell);
        if (text.isEmpty()) {
            return EMPTY;
        } else if (DATED.matcher(text).matches()) {
            return DATE;
        } else if (NUMERIC.matcher(text).matches()) {
            return NUMBER;
        } else if (WEB.matcher(text).matches()) {
            return WEBSITE;
        } else if (TICKER_LIKE.matcher(text).matches()) {
            return TICKER;
        }
        return TEXT;
    }

    /// What nine in ten filled cells of a column are, else TEXT.
    static CellKind ofColumn(List<RawRow> rows, int at) {
        var counts = new EnumMap<CellKind, Integer>(CellKind.class);
        int filled = 0;
        for (var row : rows) {
            var kind = at < row.cells().size() ? of(row.cells().get(at)) : EMPTY;
            if (kind != EMPTY) {
                counts.merge(kind, 1, Integer::sum);
                filled++;
            }
        }
        for (var kind : values()) {
            if (filled > 0 && counts.getOrDefault(kind, 0) >= MOST * filled) {
                return kind;
            }
        }
        return filled == 0 ? EMPTY : TEXT;
    }

    String columnName() {
        return switch (this) {
            case TICKER, NUMBER -> "ticker";
            case WEBSITE -> "website";
            case EMPTY, DATE, TEXT -> "name";
        };
    }
}
