package io.longhaul.app.view;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.RawMerge;
import io.longhaul.io.result.ResultWriter;
import io.longhaul.io.result.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes what a job has found so far, in the order of its list, read in pages.
///
/// - **Bytes of a wrapped command** (one column of type [Columns.Type#BYTES]) stay as they are, with one header, where their
///   format is the target's. Elsewhere, and whenever a format or the input's columns are asked for, they become
///   guarded columns in first-seen order.
/// - **Errors**: [io.longhaul.io.result.OutputException] for a target or format there cannot be, [UncheckedIOException]
///   for what the disk refuses; a file keeps what it held before.
///
/// @param columns of the workflow's result rows
public record ExportRows(StoreView store, JobRecord job, List<? extends Column<?>> columns) {

    private static final int PAGE = 200;
    private static final ItemFilter DONE = ItemFilter.in(ItemState.DONE);
    private static final ItemFilter BAD = ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN);

    /// @param format as the user named it; null leaves it to the extension
    /// @param includeColumns whether the input's columns stand before the result's
    public record Options(@Nullable String format, boolean includeColumns) {
        public static final Options NONE = new Options(null, false);
    }

    public ExportRows {
        columns = List.copyOf(columns);
    }

    /// Writes the results to a file, replaced whole at the end, or to `-`.
    ///
    /// @return rows written; for bytes left as they are, items with any
    public long write(String path, Options options, OutputStream stdout) {
        var format = options.format == null ? Formats.forFile(path) : Formats.named(options.format);
        return to(path, stdout, out -> write(out, path, format, options));
    }

    /// Writes failed and uncertain rows: the input's columns, then class, reason and attempts.
    ///
    /// @return rows written
    public long writeFailed(String path, OutputStream stdout) {
        var format = Formats.forFile(path);
        return to(path, stdout, out -> failed(out, format));
    }

    /// `out.failed.csv` beside `out.csv`; empty for no file.
    public static String failedPath(String output) {
        if (output.isEmpty() || output.equals("-")) {
            return "";
        }
        int slash = Math.max(output.lastIndexOf('/'), output.lastIndexOf('\\'));
        int dot = output.lastIndexOf('.');
        return dot > slash + 1
                ? output.substring(0, dot) + ".failed" + output.substring(dot)
                : output + ".failed.csv";
    }

    @FunctionalInterface
    private interface Body {
        long write(OutputStream out) throws IOException;
    }

    private static long to(String path, OutputStream stdout, Body body) {
        try (var target = Target.of(path, stdout)) {
            long rows = body.write(target.out());
            target.commit();
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(Text.visible(path) + ": " + e.getMessage(), e);
        }
    }

    private long write(OutputStream out, String path, Format format, Options options) throws IOException {
        boolean bytes = columns.size() == 1 && columns.getFirst().type() == Columns.Type.BYTES;
        if (!bytes) {
            return rows(out, format, options.includeColumns);
        }
        var parsed = new ParsedColumns();
        eachChunk((item, chunk) -> parsed.see(chunk));
        boolean asked = options.includeColumns || options.format != null;
        if (!asked && parsed.agrees(format, path)) {
            return raw(out, parsed.header());
        }
        return parsed(out, format, parsed, options.includeColumns);
    }

    // Bytes as they are.

    private long raw(OutputStream out, boolean header) {
        var merge = new RawMerge(out, header);
        var items = new long[1];
        eachChunk((item, chunk) -> {
            try {
                merge.add(new ByteArrayInputStream(chunk.getBytes(StandardCharsets.ISO_8859_1)));
                items[0]++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return items[0];
    }

    // Columns.

    private long parsed(OutputStream out, Format format, ParsedColumns parsed, boolean includeColumns) {
        var all = header(includeColumns);
        all.addAll(parsed.columns());
        try (var writer = format.open(out, all)) {
            var rows = new long[1];
            eachChunk((item, chunk) -> parsed.rows(chunk, cells -> {
                writer.row(joined(item, includeColumns, cells));
                rows[0]++;
            }));
            return rows[0];
        }
    }

    private long rows(OutputStream out, Format format, boolean includeColumns) {
        var all = header(includeColumns);
        all.addAll(columns);
        try (var writer = format.open(out, all)) {
            var rows = new long[1];
            each(DONE, ended -> {
                for (var cells : ResultCodec.decode(ended.outcome().result())) {
                    writer.row(joined(ended, includeColumns, cells));
                    rows[0]++;
                }
            });
            return rows[0];
        }
    }

    private long failed(OutputStream out, Format format) {
        var all = header(true);
        all.add(column("class", Columns.Type.TEXT));
        all.add(column("reason", Columns.Type.TEXT));
        all.add(column("attempts", Columns.Type.NUMBER));
        try (ResultWriter writer = format.open(out, all)) {
            var rows = new long[1];
            each(BAD, ended -> {
                var outcome = ended.outcome();
                var errorClass = outcome.errorClass();
                var label = errorClass == null ? outcome.state().label() : errorClass.label();
                var cells = new ArrayList<@Nullable String>(List.of(label, outcome.reason()));
                cells.add(String.valueOf(outcome.attempts()));
                writer.row(joined(ended, true, cells));
                rows[0]++;
            });
            return rows[0];
        }
    }

    private List<Column<?>> header(boolean includeColumns) {
        var all = new ArrayList<Column<?>>();
        if (includeColumns) {
            job.draft().columns().forEach(name -> all.add(column(name, Columns.Type.TEXT)));
        }
        return all;
    }

    /// A row of the input may have fewer or more cells than its header.
    private List<@Nullable String> joined(EndedItem ended, boolean includeColumns, List<@Nullable String> result) {
        if (!includeColumns) {
            return result;
        }
        var cells = new ArrayList<@Nullable String>();
        var input = ended.item().cells();
        for (int i = 0; i < job.draft().columns().size(); i++) {
            cells.add(i < input.size() ? input.get(i) : null);
        }
        cells.addAll(result);
        return cells;
    }

    static Column<?> column(String name, Columns.Type type) {
        return new Column<Object>(name, type, row -> null);
    }

    // Reading.

    @FunctionalInterface
    private interface ChunkUse {
        void take(EndedItem item, String chunk);
    }

    /// What the command wrote for each item that was not screened out, as ISO-8859-1 text.
    private void eachChunk(ChunkUse use) {
        each(DONE, ended -> {
            for (var cells : ResultCodec.decode(ended.outcome().result())) {
                var chunk = cells.getFirst();
                if (chunk != null && !chunk.isEmpty()) {
                    use.take(ended, chunk);
                }
            }
        });
    }

    private void each(ItemFilter filter, Consumer<EndedItem> use) {
        for (long from = 0; from >= 0; ) {
            var page = store.ended(job.id(), filter, from, PAGE);
            page.forEach(use);
            from = page.size() < PAGE ? -1 : page.getLast().item().position() + 1;
        }
    }
}
