package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.output.JobFiles;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.Lists;
import io.longhaul.io.csv.CsvFormat;
import io.longhaul.io.list.ColumnNames;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A file of corrected rows: either the `.failed.csv` that a job left, edited, whose column `row` says which row of
/// the list each is, so that a key may be corrected too; or rows with the columns of the list, told by their key.
final class CorrectedFile implements AutoCloseable {

    private static final String UNTOUCHED = "; nothing was changed";
    private static final int ABOUT = JobFiles.ABOUT.size();

    private final String name;
    private final InputList list;
    private final boolean numbered;

    private CorrectedFile(String name, InputList list, boolean numbered) {
        this.name = name;
        this.list = list;
        this.numbered = numbered;
    }

    /// @param number in this file, as a spreadsheet shows it
    /// @param about the cells that say which row it was; empty where the key does
    /// @param key empty for none
    record Row(long number, List<String> about, String key, List<String> cells) {}

    /// @param name as typed
    /// @throws CommandException exit 2 for other columns than those of the job
    /// @throws io.longhaul.io.list.InputException if it cannot be read as a list
    static CorrectedFile open(JobRecord job, String name, Path path) {
        var own = job.draft().columns();
        var left = new ArrayList<>(JobFiles.ABOUT);
        left.addAll(own);
        var failed =
                ColumnNames.fromHeader(left).stream().map(CsvFormat::guarded).toList();
        int key = Math.max(0, own.indexOf(job.draft().settings().getOrDefault("keyColumn", "")));
        var got = own;
        var found = InputSpec.of(path.toString());
        // a header that could as well be a row is one if it names the columns wanted
        for (var spec : List.of(found, found.header(true))) {
            try (var list = Lists.open(spec)) {
                got = list.columns();
            }
            if (got.equals(failed)) {
                return new CorrectedFile(name, Lists.open(spec.key(failed.get(ABOUT + key))), true);
            }
            if (got.equals(own)) {
                return new CorrectedFile(name, Lists.open(spec.key(own.get(key))), false);
            }
        }
        throw CommandException.usage(name + ": got columns " + String.join(", ", got) + "; want those of the list ("
                + String.join(", ", own) + ") or of its .failed.csv (" + String.join(", ", failed) + ")" + UNTOUCHED);
    }

    /// Whether rows say by their number which they were.
    boolean numbered() {
        return numbered;
    }

    String keyColumn() {
        return list.keyColumn();
    }

    Iterable<Row> rows() {
        return () -> {
            var items = list.items();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public Row next() {
                    return row(items.next());
                }
            };
        };
    }

    private Row row(DraftItem item) {
        var refusal = item.refusal();
        if (refusal != null && !refusal.reason().equals("no " + keyColumn())) {
            throw wrong(item.rowNumber(), refusal.reason());
        }
        if (!numbered) {
            return new Row(item.rowNumber(), List.of(), item.key(), item.cells());
        }
        var plain = item.cells().stream().map(CsvFormat::plain).toList();
        return new Row(
                item.rowNumber(),
                plain.subList(0, ABOUT),
                list.identity(plain.get(list.columns().indexOf(keyColumn()))),
                plain.subList(ABOUT, plain.size()));
    }

    /// A file with a wrong row is refused as a whole: what was meant is not guessed.
    CommandException wrong(long row, String problem) {
        return CommandException.usage(name + ", row " + row + ": " + problem
                + ". Correct it and repeat the command" + UNTOUCHED);
    }

    @Override
    public void close() {
        list.close();
    }
}
