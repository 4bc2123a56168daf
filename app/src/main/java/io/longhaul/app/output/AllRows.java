package io.longhaul.app.output;

import io.longhaul.app.view.Endings;
import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.Formats;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes every row of a list, whatever became of it, in the order of the list: the list's columns, how the row ended,
/// and its results. A row without a result stands there once, with its results' columns empty.
public final class AllRows {

    private static final int PAGE = 1_000;
    private static final List<String> ABOUT = List.of("status", "class", "reason");

    private final JobResults results;
    private final boolean screens;
    private final List<Integer> places;
    private final List<Column<?>> found = new ArrayList<>();
    private long written;
    private long next;

    /// @param form its columns of the list, the key before them; none means all of them
    public AllRows(JobResults results, JobResults.Form form) {
        this.results = results;
        this.screens = Endings.screens(results.job());
        this.places = withKey(
                results.job(),
                results.places(form.inputColumns().isEmpty() ? new JobResults.Form(null, List.of("all")) : form));
    }

    /// Rows without a result have nothing else to be known by: the key stands there, asked for or not.
    private static List<Integer> withKey(JobRecord job, List<Integer> wanted) {
        int key = job.draft().columns().indexOf(job.draft().settings().getOrDefault("keyColumn", ""));
        if (key < 0 || wanted.contains(key)) {
            return wanted;
        }
        var places = new ArrayList<Integer>();
        places.add(key);
        places.addAll(wanted);
        return places;
    }

    /// @param path a file, which is replaced whole at the end; or `-` for `stdout`
    /// @param format null leaves it to the file's extension
    /// @return rows written
    public long write(String path, @Nullable String format, OutputStream stdout) throws IOException {
        var kind = format == null ? Formats.forFile(path) : Formats.named(format);
        var parsed = results.bytes() ? parsed() : null;
        found.addAll(parsed == null ? results.rows().columns() : parsed.columns());
        try (var target = Target.of(path, stdout)) {
            try (var writer = kind.open(target.out(), header())) {
                Pages.each(results.store(), results.job().id(), ItemFilter.all(), ended -> {
                    pendingUpTo(ended.item().position(), writer::row);
                    next = ended.item().position() + 1;
                    var rows = resultsOf(ended, parsed);
                    for (var cells : rows.isEmpty() ? List.of(nothing()) : rows) {
                        writer.row(line(ended.item().cells(), about(ended, rows.isEmpty()), cells));
                        written++;
                    }
                });
                pendingUpTo(results.job().total(), writer::row);
            }
            target.commit();
        }
        return written;
    }

    private ChildColumns parsed() {
        var beginnings = Beginnings.of(results.job());
        Chunk.each(results.store(), results.job().id(), beginnings::see);
        var parsed = new ChildColumns(beginnings, results.job().draft().settings().getOrDefault("keyColumn", ""));
        Chunk.each(results.store(), results.job().id(), parsed::see);
        return parsed;
    }

    private List<Column<?>> header() {
        var all = new ArrayList<Column<?>>();
        places.forEach(
                place -> all.add(JobResults.column(results.job().draft().columns().get(place), Columns.Type.TEXT)));
        ABOUT.forEach(name -> all.add(JobResults.column(name, Columns.Type.TEXT)));
        all.addAll(found);
        return all;
    }

    private List<List<@Nullable String>> resultsOf(EndedItem ended, @Nullable ChildColumns parsed) {
        if (ended.outcome().state() != ItemState.DONE) {
            return List.of();
        }
        if (parsed == null) {
            return List.copyOf(results.rows().of(ended, results.store()));
        }
        var rows = new ArrayList<List<@Nullable String>>();
        Chunk.of(ended).forEach(chunk -> parsed.rows(chunk, rows::add));
        return rows;
    }

    private List<@Nullable String> nothing() {
        return Collections.nCopies(found.size(), null);
    }

    private List<@Nullable String> about(EndedItem ended, boolean empty) {
        var outcome = ended.outcome();
        var about = new ArrayList<@Nullable String>();
        about.add(Endings.word(outcome, screens));
        about.add(outcome.errorClass() == null ? null : outcome.errorClass().label());
        about.add(!empty || outcome.reason().isEmpty() ? null : outcome.reason());
        return about;
    }

    /// Rows that have not ended yet: an export works at any moment.
    private void pendingUpTo(long position, java.util.function.Consumer<List<@Nullable String>> use) {
        var pending = new ArrayList<@Nullable String>();
        pending.add("pending");
        pending.add(null);
        pending.add(null);
        while (next < position) {
            var page = results.store().items(
                    results.job().id(), next, (int) Math.min(PAGE, position - next));
            if (page.isEmpty()) {
                return;
            }
            for (var item : page) {
                use.accept(line(item.cells(), pending, nothing()));
                written++;
            }
            next = page.getLast().position() + 1;
        }
    }

    /// A row of the list may have fewer cells than its header.
    private List<@Nullable String> line(
            List<String> input, List<@Nullable String> about, List<@Nullable String> result) {
        var cells = new ArrayList<@Nullable String>();
        places.forEach(place -> cells.add(place < input.size() ? input.get(place) : null));
        cells.addAll(about);
        cells.addAll(result);
        return cells;
    }
}
