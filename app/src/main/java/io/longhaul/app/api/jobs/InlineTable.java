package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Fields;
import io.longhaul.io.list.Dialect;
import io.longhaul.io.list.RawRow;
import io.longhaul.io.list.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A list that stands in a request. Its rows are numbered as a spreadsheet with a header would show them.
record InlineTable(List<RawRow> all) implements Table {

    private static final int SAMPLE = 100;

    /// A row has a cell for every column of the list. A body of 1 MB can name so many of both that the cells would take
    /// gigabytes: they are counted before any is made.
    private static final int MOST_COLUMNS = 1_000;
    private static final int MOST_CELLS = 500_000;
    private static final int LONGEST_COLUMN = 1_000;
    private static final Dialect DIALECT = new Dialect(
            Dialect.Shape.DELIMITED, ',', '"', StandardCharsets.UTF_8, false, Dialect.LineEnd.LF, false, true);

    static InlineTable ofTickers(List<String> tickers) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ticker"));
        tickers.forEach(ticker -> rows.add(List.of(ticker)));
        return of(rows);
    }

    /// Objects, the columns in first-seen order; a field that a row has not is an empty cell.
    static InlineTable ofRows(Fields list, JsonNode rows) {
        var columns = new LinkedHashSet<String>();
        int at = 0;
        for (var row : rows) {
            if (!row.isObject()) {
                throw list.wrong("rows/" + at, "want an object, column to cell");
            }
            columns.addAll(row.propertyNames());
            mustBeFew(list, "rows/" + at, columns);
            at++;
        }
        if (columns.isEmpty()) {
            throw list.wrong("rows", "has no rows with cells; want at least one");
        }
        long cells = (long) columns.size() * rows.size();
        if (cells > MOST_CELLS) {
            throw list.wrong("rows", "has " + rows.size() + " rows x " + columns.size() + " columns, " + cells
                    + " cells; want at most " + MOST_CELLS + " in one request");
        }
        return table(list, rows, columns);
    }

    private static void mustBeFew(Fields list, String where, Set<String> columns) {
        if (columns.size() > MOST_COLUMNS) {
            throw list.wrong(where, "brings the list to " + columns.size() + " columns; want at most "
                    + MOST_COLUMNS);
        }
    }

    private static InlineTable table(Fields list, JsonNode rows, Set<String> columns) {
        for (var column : columns) {
            if (column.length() > LONGEST_COLUMN) {
                throw list.wrong("rows", "names a column with " + column.length() + " characters; want at most "
                        + LONGEST_COLUMN);
            }
        }
        var cells = new ArrayList<List<String>>();
        cells.add(List.copyOf(columns));
        int at = 0;
        for (var row : rows) {
            var line = new ArrayList<String>();
            for (var column : columns) {
                line.add(cell(list, "rows/" + at, row, column));
            }
            cells.add(line);
            at++;
        }
        return of(cells);
    }

    private static String cell(Fields list, String where, JsonNode row, String column) {
        var cell = row.get(column);
        if (cell == null || cell.isNull()) {
            return "";
        }
        if (cell.isContainer()) {
            throw list.wrong(where + "/" + Fields.shown(column), "want text, a number, true, false or null");
        }
        var text = cell.asString();
        if (text.indexOf('\0') >= 0) {
            throw list.wrong(where + "/" + Fields.shown(column), "has a character NUL");
        }
        return text;
    }

    private static InlineTable of(List<List<String>> rows) {
        var all = new ArrayList<RawRow>();
        rows.forEach(cells -> all.add(new RawRow(all.size() + 1, cells, false)));
        return new InlineTable(List.copyOf(all));
    }

    @Override
    public String name() {
        return "list";
    }

    @Override
    public Dialect dialect() {
        return DIALECT;
    }

    @Override
    public List<RawRow> sample() {
        return all.subList(0, Math.min(SAMPLE, all.size()));
    }

    @Override
    public Cursor rows() {
        var rows = all.iterator();
        return new Cursor() {
            @Override
            public @Nullable RawRow next() {
                return rows.hasNext() ? rows.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
