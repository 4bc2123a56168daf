package io.longhaul.app.output;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.list.InputException;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.HeaderLine;
import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.RawMerge;
import io.longhaul.io.result.Target;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what a job has found so far, in the order of its list; works at any moment, whoever runs the job.
///
/// **Bytes of a wrapped command** (all columns of type [Columns.Type#BYTES]: what it wrote, or a header and what stands
/// under it) stay as they are, with one header, where their format is the target's. Elsewhere, and whenever a format or
/// the list's columns are asked for, they become guarded columns in first-seen order. With `--mode single` they stay as
/// they are wherever they go; see [Single].
///
/// @param rows of the workflow
public record JobResults(StoreView store, JobRecord job, ResultRows rows) {

    /// How results are to be written.
    ///
    /// @param format as typed after `--format`; null leaves it to the file's extension
    /// @param inputColumns of the list, to stand before each result; `all` for all of them
    public record Form(@Nullable String format, List<String> inputColumns) {

        public static final Form PLAIN = new Form(null, List.of());

        public Form {
            inputColumns = List.copyOf(inputColumns);
        }

        /// @param inputColumns as typed after `--include-columns`: `A,B` or `all`
        public static Form typed(@Nullable String format, @Nullable String inputColumns) {
            return new Form(format, inputColumns == null ? List.of() : List.of(inputColumns.split(",")));
        }

        /// As a job keeps it.
        public static Form of(JobRecord job) {
            var settings = job.draft().settings();
            var format = settings.getOrDefault("format", "");
            var columns = settings.getOrDefault("includeColumns", "");
            return new Form(format.isEmpty() ? null : format,
                    columns.isEmpty() ? List.of() : List.of(columns.split("\n", -1)));
        }
    }

    /// Refuses early what could not be written in the end.
    public static void check(String path, Form form) {
        if (form.format() != null) {
            Formats.named(form.format());
        } else {
            Formats.byExtension(path);
        }
    }

    /// @param path a file, which is replaced whole at the end or keeps what it held; or `-` for `stdout`
    /// @return rows written; for bytes left as they are, items with any
    /// @throws OutputException if it cannot be written as wanted
    public long write(String path, Form form, OutputStream stdout) throws IOException {
        check(path, form);
        try (var target = Target.of(path, stdout)) {
            long rows = bytes() ? chunks(target.out(), path, form) : typed(target.out(), path, form);
            target.commit();
            return rows;
        }
    }

    boolean bytes() {
        return rows.columns().stream().allMatch(each -> each.type() == Columns.Type.BYTES);
    }

    private long chunks(OutputStream out, String path, Form form) throws IOException {
        var single = Single.of(job);
        if (single == Single.WHOLE) {
            return whole(out, form);
        }
        var beginnings = Beginnings.of(job);
        Chunk.each(store, job.id(), beginnings::see);
        boolean asIs = single == Single.ITEMS && form.format() == null && form.inputColumns().isEmpty();
        var format = asIs ? null : table(path, form, beginnings);
        return format == null
                ? raw(out, asIs ? beginnings.named() : beginnings.header())
                : table(out, format, form, beginnings);
    }

    /// What one run over all rows wrote; its rows are not known, so that no column can be put before them.
    private long whole(OutputStream out, Form form) throws IOException {
        if (!form.inputColumns().isEmpty()) {
            throw new InputException(
                    job.draft().input(),
                    "no columns of the list can be included: " + job.handle() + " ran with --mode single --per batch",
                    "Its output is kept in one piece; only --mode batch knows which row a line belongs to.");
        }
        return Single.copy(store, job, out);
    }

    /// The format to make columns in; null to keep the command's bytes.
    private static @Nullable Format table(String path, Form form, Beginnings beginnings) {
        if (form.format() != null) {
            return Formats.named(form.format());
        }
        var wanted = Formats.byExtension(path).orElse(null);
        if (!form.inputColumns().isEmpty()) {
            return wanted == null ? Formats.ALL.getFirst() : wanted;
        }
        return wanted == null || beginnings.agree(wanted.name()) ? null : wanted;
    }

    private long raw(OutputStream out, HeaderLine header) throws IOException {
        var buffered = new BufferedOutputStream(out, 1 << 16);
        var merge = new RawMerge(buffered, header);
        var items = new long[1];
        Chunk.each(store, job.id(), chunk -> {
            try {
                merge.add(chunk.bytes());
                items[0]++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        buffered.flush();
        return items[0];
    }

    private long table(OutputStream out, Format format, Form form, Beginnings beginnings) {
        var parsed = new ChildColumns(beginnings, job.draft().settings().getOrDefault("keyColumn", ""));
        Chunk.each(store, job.id(), parsed::see);
        var places = places(form);
        try (var writer = format.open(out, header(places, parsed.columns()))) {
            var rows = new long[1];
            Chunk.each(store, job.id(), chunk -> parsed.rows(chunk, cells -> {
                writer.row(joined(chunk.item(), places, cells));
                rows[0]++;
            }));
            return rows[0];
        }
    }

    private long typed(OutputStream out, String path, Form form) {
        var format = form.format() == null ? Formats.forFile(path) : Formats.named(form.format());
        var places = places(form);
        try (var writer = format.open(out, header(places, this.rows.columns()))) {
            var rows = new long[1];
            Pages.each(store, job.id(), ItemFilter.in(ItemState.DONE), ended -> {
                for (var cells : this.rows.of(ended, store)) {
                    writer.row(joined(ended, places, cells));
                    rows[0]++;
                }
            });
            return rows[0];
        }
    }

    private List<Column<?>> header(List<Integer> places, List<? extends Column<?>> result) {
        var all = new ArrayList<Column<?>>();
        places.forEach(place -> all.add(column(job.draft().columns().get(place), Columns.Type.TEXT)));
        all.addAll(result);
        return all;
    }

    /// A row of the list may have fewer cells than its header.
    private static List<@Nullable String> joined(
            EndedItem ended, List<Integer> places, List<@Nullable String> result) {
        if (places.isEmpty()) {
            return result;
        }
        var cells = new ArrayList<@Nullable String>();
        var input = ended.item().cells();
        places.forEach(place -> cells.add(place < input.size() ? input.get(place) : null));
        cells.addAll(result);
        return cells;
    }

    /// Where the wanted columns stand in the list.
    List<Integer> places(Form form) {
        var columns = job.draft().columns();
        var places = new ArrayList<Integer>();
        for (var name : form.inputColumns()) {
            if (name.equals("all") && !columns.contains("all")) {
                for (int at = 0; at < columns.size(); at++) {
                    places.add(at);
                }
            } else if (columns.contains(name)) {
                places.add(columns.indexOf(name));
            } else {
                throw new InputException(
                        job.draft().input(),
                        "no column \"" + name + "\" to include",
                        "There are " + String.join(", ", columns) + "; or say all.");
            }
        }
        return places;
    }

    static Column<?> column(String name, Columns.Type type) {
        return new Column<Object>(name, type, row -> null);
    }
}
