package io.longhaul.app.cli.jobs;

import io.longhaul.app.view.Text;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Matches the rows of a [CorrectedFile] with the failed rows of a job, one to one: by row number, or the n-th row of
/// a key with the n-th failed one. Failed rows and corrections are held in memory.
final class Corrections {

    private static final int PAGE = 500;
    private static final int NAMED = 5;

    private final StoreView store;
    private final JobRecord job;
    private final CorrectedFile file;
    private final Map<Long, EndedItem> byRow = new HashMap<>();
    private final Map<String, Queue<EndedItem>> byKey = new HashMap<>();
    private final Map<Long, Long> taken = new HashMap<>();
    private final List<Correction> rows = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private long strayed;
    private long unchanged;

    Corrections(StoreView store, JobRecord job, CorrectedFile file) {
        this.store = store;
        this.job = job;
        this.file = file;
        long from = 0;
        List<EndedItem> page;
        do {
            page = store.ended(job.id(), ItemFilter.in(ItemState.FAILED), from, PAGE);
            for (var each : page) {
                byRow.put(each.item().rowNumber(), each);
                byKey.computeIfAbsent(each.item().key(), any -> new ArrayDeque<>()).add(each);
                from = each.item().position() + 1;
            }
        } while (page.size() == PAGE);
        file.rows().forEach(this::match);
    }

    List<Correction> rows() {
        return rows;
    }

    /// What became of the rows of the file; the strays by number and reason.
    List<String> told() {
        var lines = new ArrayList<String>();
        if (!rows.isEmpty()) {
            lines.add("Correcting " + Text.count(rows.size(), "failed row") + " of " + job.handle()
                    + (unchanged == 0 ? "." : "; " + unchanged + " of them as before."));
        }
        if (!refused.isEmpty()) {
            lines.add(Text.count(refused.size(), "row") + " not corrected, still failed: " + some(refused));
        }
        if (strayed > 0) {
            lines.add(Text.count(strayed, "row") + (strayed == 1 ? " matches" : " match") + " no failed row: "
                    + some(strays) + more(strayed));
        }
        return lines;
    }

    private static String some(List<String> named) {
        return String.join(", ", named.subList(0, Math.min(NAMED, named.size())))
                + (named.size() > NAMED ? more(named.size()) : "");
    }

    private static String more(long all) {
        return all > NAMED ? " and " + (all - NAMED) + " more" : "";
    }

    private void match(CorrectedFile.Row row) {
        var failed = file.numbered() ? numbered(row) : named(row);
        if (failed == null && !file.numbered() && row.key().isEmpty()) {
            throw file.wrong(row.number(), "no " + file.keyColumn());
        }
        if (failed == null) {
            stray(row);
            return;
        }
        boolean same = row.cells().equals(failed.item().cells());
        if (same && failed.outcome().errorClass() == ErrorClass.VALIDATION) {
            refused.add("row " + row.number() + " (" + Text.visible(failed.outcome().reason()) + ")");
            return;
        }
        if (row.key().isEmpty()) {
            throw file.wrong(row.number(), "no " + file.keyColumn());
        }
        unchanged += same ? 1 : 0;
        rows.add(new Correction(failed.item().position(), row.key(), row.cells()));
    }

    private @Nullable EndedItem named(CorrectedFile.Row row) {
        var same = byKey.get(row.key());
        return same == null ? null : same.poll();
    }

    private @Nullable EndedItem numbered(CorrectedFile.Row row) {
        long number = number(row);
        var before = taken.putIfAbsent(number, row.number());
        if (before != null) {
            throw file.wrong(row.number(), "row " + before + " corrects row " + number + " of the list already");
        }
        var failed = byRow.get(number);
        if (failed != null && !row.about().get(1).equals(failed.item().key()) && same(row, failed.item())) {
            throw file.wrong(
                    row.number(),
                    "column \"key\" was changed from \"" + Text.visible(failed.item().key()) + "\" to \""
                            + Text.visible(row.about().get(1)) + "\"; it says which row this was. Change column \""
                            + file.keyColumn() + "\" instead");
        }
        return failed;
    }

    private static boolean same(CorrectedFile.Row row, StoredItem item) {
        return row.key().equals(item.key());
    }

    private long number(CorrectedFile.Row row) {
        var cell = row.about().getFirst().strip();
        if (!cell.matches("[1-9]\\d{0,17}")) {
            throw file.wrong(row.number(), "column \"row\": got \"" + Text.visible(cell)
                    + "\"; want the row's number in the list");
        }
        return Long.parseLong(cell);
    }

    private void stray(CorrectedFile.Row row) {
        strayed++;
        if (strays.size() < NAMED) {
            strays.add("row " + row.number() + " (" + why(row) + ")");
        }
    }

    private String why(CorrectedFile.Row row) {
        Optional<StoredItem> item = file.numbered()
                ? store.itemAtRow(job.id(), number(row))
                : store.item(job.id(), row.key(), 1);
        var name = file.numbered() ? "row " + number(row) : Text.visible(row.key());
        if (item.isEmpty()) {
            return name + " is not in the list";
        }
        var state = store.outcome(job.id(), item.get().position()).map(outcome -> outcome.state());
        if (state.isEmpty()) {
            return name + " has not ended";
        }
        return state.get() == ItemState.FAILED
                ? name + " failed once, and is corrected by a row before"
                : name + " is " + state.get().label();
    }
}
