package io.longhaul.io.parquet;

import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Cells;
import io.longhaul.io.result.ResultWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets rows wait until the types of the columns are known, then writes them.
final class ParquetRows implements ResultWriter {
    private final OutputStream out;
    private final Cells cells;
    private final List<Shape> shapes;
    private final Spool spool;
    private long rows;
    private boolean closed;

    ParquetRows(OutputStream out, List<? extends Column<?>> columns) {
        this.out = out;
        this.cells = new Cells(columns);
        this.shapes = columns.stream().map(column -> new Shape(column.type())).toList();
        try {
            this.spool = new Spool();
        } catch (IOException e) {
            throw new UncheckedIOException("rows cannot be kept in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    @Override
    public void row(List<? extends @Nullable String> row) {
        cells.check(row);
        try {
            for (int at = 0; at < row.size(); at++) {
                put(at, cells.text(at, row.get(at)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows++;
    }

    private void put(int at, @Nullable String text) throws IOException {
        if (text == null || cells.isNone(at, text)) {
            spool.put(null);
            return;
        }
        shapes.get(at).see(text, cells.isNumber(at, text));
        spool.put(text);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (spool) {
            write();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        var in = spool.read();
        try (var writer = ParquetFile.open(out, cells.names(), shapes)) {
            for (long row = 0; row < rows; row++) {
                var texts = new ArrayList<@Nullable String>(shapes.size());
                for (int at = 0; at < shapes.size(); at++) {
                    texts.add(Spool.next(in));
                }
                writer.write(texts);
            }
        }
    }
}
