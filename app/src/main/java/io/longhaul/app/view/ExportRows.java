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
import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.RawMerge;
import io.longhaul.io.result.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes what a job has found so far, in the order of its list, read in pages.
///
/// - **Bytes of a wrapped command** (all columns of type [Columns.Type#BYTES]: what it wrote, or a header and what
///   stands under it) stay as they are, with one header, where their format is the target's. Elsewhere, and whenever a format or the input's columns are asked for, they become
///   guarded columns in first-seen order.
/// - **Errors**: [io.longhaul.io.result.OutputException] for a target or format there cannot be, [UncheckedIOException]
///   for what the disk refuses; a file keeps what it held before.
///
/// @param columns of the workflow's result rows
public record ExportRows(StoreView store, JobRecord job, List<? extends Column<?>> columns) {

    private static final int PAGE = 200;
    private static final ItemFilter DONE = ItemFilter.in(ItemState.DONE);

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
        var format = options.format == null ? forFile(path) : Formats.named(options.format);
        return to(path, stdout, out -> write(out, path, format, options));
    }

    /// An extension that stands for no format is no obstacle to bytes that stay as they are.
    private Format forFile(String path) {
        try {
            return Formats.forFile(path);
        } catch (OutputException e) {
            boolean later = String.valueOf(e.getMessage()).contains("not written yet");
            if (later || !bytes()) {
                throw e;
            }
            return Formats.ALL.getFirst();
        }
    }

    private boolean bytes() {
        return columns.stream().allMatch(each -> each.type() == Columns.Type.BYTES);
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
        if (!bytes()) {
            return rows(out, format, options.includeColumns);
        }
        var parsed = new ParsedColumns();
        eachChunk((item, chunk) -> parsed.see(chunk.text, chunk.headed));
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
                merge.add(new ByteArrayInputStream(chunk.text.getBytes(StandardCharsets.ISO_8859_1)));
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
            eachChunk((item, chunk) -> parsed.rows(chunk.text, cells -> {
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

    /// What the command wrote about one item.
    ///
    /// @param text its bytes as ISO-8859-1 text
    /// @param headed whether it is known to begin with a header
    private record Chunk(String text, boolean headed) {}

    /// All that was not screened out.
    private void eachChunk(BiConsumer<EndedItem, Chunk> use) {
        each(DONE, ended -> {
            for (var cells : ResultCodec.decode(ended.outcome().result())) {
                var first = cells.getFirst();
                boolean headed = cells.size() > 1 && first != null && !first.isEmpty();
                var text = new StringBuilder();
                cells.forEach(cell -> text.append(cell == null ? "" : cell));
                if (!text.isEmpty()) {
                    use.accept(ended, new Chunk(text.toString(), headed));
                }
            }
        });
    }

    private void each(ItemFilter filter, Consumer<EndedItem> use) {
        for (long from = 0; from >= 0;) {
            var page = store.ended(job.id(), filter, from, PAGE);
            page.forEach(use);
            from = page.size() < PAGE ? -1 : page.getLast().item().position() + 1;
        }
    }
}
