package io.longhaul.io.list;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.DraftItem.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A list that has been read once from end to end and found good. Its items can be streamed any number of times.
///
/// Whole-list errors are [InputException]s of [#open]; afterwards only a file that changed meanwhile throws.
public final class InputList implements AutoCloseable {
    private static final int REFUSALS_KEPT = 100;

    private final Table table;
    private final Layout layout;
    private final Selection selection;
    private final boolean strict;
    private final Summary summary;

    /// What the first pass counted, over the rows that are meant.
    ///
    /// @param rows refused ones included
    /// @param leftOut rows that filter or select did not keep
    /// @param refusals the first 100
    /// @param digest of what the rows say; how they are written does not count
    public record Summary(long rows, long refused, long leftOut, List<RefusedRow> refusals, Digest digest) {}

    /// @param number as a spreadsheet shows it
    public record RefusedRow(long number, String reason) {}

    private InputList(Table table, InputSpec spec) {
        this.table = table;
        this.layout = Layout.of(table, spec.reading());
        this.selection = Selection.of(spec.choice(), layout);
        this.strict = spec.reading().strict();
        this.summary = summarise();
    }

    /// Reads the table once; closes it when it is refused.
    public static InputList open(Table table, InputSpec spec) {
        try {
            return new InputList(table, spec);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    /// As shown to the user.
    public String name() {
        return table.name();
    }

    public List<String> columns() {
        return layout.columns();
    }

    public String keyColumn() {
        return layout.keyColumn();
    }

    /// Whether two spellings of a key are one, as in a ticker column.
    public boolean folded() {
        return layout.folded();
    }

    /// What a user's spelling of a key is stored as.
    public String identity(String key) {
        return layout.identity(key);
    }

    public Dialect dialect() {
        return table.dialect();
    }

    public Summary summary() {
        return summary;
    }

    /// All items from the start, in constant memory. Close it when leaving early.
    public Items items() {
        return new Items(table.rows());
    }

    @Override
    public void close() {
        table.close();
    }

    /// One pass over the items. It closes itself at the end.
    public final class Items implements Iterator<DraftItem>, AutoCloseable {
        private final Table.Cursor rows;
        private boolean headerDue = table.dialect().header();
        private @Nullable DraftItem next;
        private long leftOut;
        private boolean ended;

        private Items(Table.Cursor rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                var row = rows.next();
                if (row == null) {
                    close();
                } else if (headerDue && !row.blank()) {
                    headerDue = false;
                } else if (!row.blank()) {
                    accept(layout.item(row));
                }
            }
            return next != null;
        }

        private void accept(DraftItem item) {
            if (selection.keeps(item)) {
                next = item;
            } else {
                leftOut++;
            }
        }

        @Override
        public DraftItem next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the list has no more rows");
            }
            var item = next;
            next = null;
            if (item == null) {
                throw new IllegalStateException("hasNext() found no row");
            }
            return item;
        }

        @Override
        public void close() {
            ended = true;
            rows.close();
        }
    }

    private Summary summarise() {
        var digest = new ContentDigest(layout.columns(), layout.keyColumn());
        var refusals = new ArrayList<RefusedRow>();
        var missing = new HashSet<>(selection.keys());
        long rows = 0;
        long refused = 0;
        try (var items = items()) {
            while (items.hasNext()) {
                var item = items.next();
                rows++;
                digest.add(item);
                if (!missing.isEmpty()) {
                    missing.remove(item.key());
                }
                var refusal = item.refusal();
                if (refusal != null) {
                    refused++;
                    note(item, refusal, refusals);
                }
            }
            refuseNothingLeft(rows, items.leftOut);
            refuseUnknownKeys(missing);
            return new Summary(rows, refused, items.leftOut, List.copyOf(refusals), digest.end());
        }
    }

    private void note(DraftItem item, Refusal refusal, List<RefusedRow> refusals) {
        if (strict) {
            throw new InputException(
                    name(),
                    item.rowNumber(),
                    refusal.reason(),
                    "Correct the row, or leave out --strict to run the rest.");
        }
        if (refusals.size() < REFUSALS_KEPT) {
            refusals.add(new RefusedRow(item.rowNumber(), refusal.reason()));
        }
    }

    private void refuseNothingLeft(long rows, long leftOut) {
        if (rows > 0) {
            return;
        }
        if (leftOut == 0) {
            throw new InputException(
                    name(), "a header and no rows", "Add at least one row below " + String.join(", ", columns()) + ".");
        }
        throw new InputException(name(), "none of its " + leftOut + " rows is selected", offer());
    }

    private String offer() {
        var values = new FilterValues();
        int column = selection.filter();
        var rows = column < 0 ? null : table.rows();
        if (rows == null) {
            return "Check --select.";
        }
        boolean headerDue = table.dialect().header();
        for (var row = rows.next(); row != null; row = rows.next()) {
            if (!row.blank() && !headerDue) {
                values.add(layout.item(row).cells().get(column));
            }
            headerDue &= row.blank();
        }
        rows.close();
        return values.offer(columns().get(column), selection.value());
    }

    private void refuseUnknownKeys(Set<String> missing) {
        if (!missing.isEmpty()) {
            throw new InputException(
                    name(),
                    "--select names " + String.join(", ", missing.stream().sorted().limit(10).toList())
                            + ", not found in column " + keyColumn(),
                    "Check the spelling, or --key.");
        }
    }
}
