package io.longhaul.io.list;

import java.util.HashSet;
import java.util.List;

/// Tells whether the first row names the columns.
public final class Headers {

    private Headers() {}

    /// @param rows the first rows that are not blank
    public static boolean isHeader(List<RawRow> rows, boolean oneALine) {
        var first = rows.getFirst().cells();
        if (first.stream().anyMatch(ColumnNames::isKeyWord)) {
            return true;
        }
        if (oneALine) {
            return false;
        }
        if (!namesOnly(first)) {
            return false;
        }
        if (first.stream().filter(ColumnNames::isCommonWord).count() >= 2) {
            return true;
        }
        var rest = rows.subList(1, rows.size());
        return differsInKind(first, rest) || !tickersThroughout(rows);
    }

    /// A header has neither numbers nor dates, no gaps and no name twice.
    private static boolean namesOnly(List<String> cells) {
        var seen = new HashSet<String>();
        for (var cell : cells) {
            switch (CellKind.of(cell)) {
                case NUMBER, DATE -> {
                    return false;
                }
                case EMPTY -> {}
                case WEBSITE, TICKER, TEXT -> {
                    if (!seen.add(cell)) {
                        return false;
                    }
                }
            }
        }
        return !seen.isEmpty();
    }

    private static boolean differsInKind(List<String> first, List<RawRow> rest) {
        for (int at = 0; at < first.size(); at++) {
            switch (CellKind.ofColumn(rest, at)) {
                case NUMBER, DATE -> {
                    return true;
                }
                case WEBSITE -> {
                    if (CellKind.of(first.get(at)) != CellKind.WEBSITE) {
                        return true;
                    }
                }
                case EMPTY, TICKER, TEXT -> {}
            }
        }
        return false;
    }

    /// Then the first row is a row like the others: nothing says it names columns.
    private static boolean tickersThroughout(List<RawRow> rows) {
        var first = Folding.strip(rows.getFirst().cells().getFirst());
        return CellKind.ofColumn(rows, 0) == CellKind.TICKER
                && CellKind.of(first) == CellKind.TICKER
                && first.equals(Folding.ticker(first));
    }
}
