package io.longhaul.io.json;

import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Cells;
import io.longhaul.io.result.ResultWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Rows as JSON objects, one a line: numbers as written, null for an empty cell, members in column order.
public final class JsonRows implements ResultWriter {

    /// What stands around and between the objects.
    ///
    /// @param before the first object
    /// @param after the last of one or more objects
    /// @param none in place of `before` and `after` when there is no object
    public record Frame(String before, String between, String after, String none) {}

    private final OutputStream out;
    private final Frame frame;
    private final Cells cells;
    private final JsonGenerator json;
    private boolean begun;
    private boolean closed;

    public JsonRows(OutputStream out, List<? extends Column<?>> columns, Frame frame) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.frame = frame;
        this.cells = new Cells(columns);
        this.json = JsonFactory.builder()
                .rootValueSeparator(frame.between())
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(ObjectWriteContext.empty(), this.out, JsonEncoding.UTF8);
    }

    @Override
    public void row(List<? extends @Nullable String> row) {
        cells.check(row);
        if (!begun) {
            begun = true;
            put(frame.before());
        }
        try {
            json.writeStartObject();
            for (int at = 0; at < row.size(); at++) {
                json.writeName(cells.names().get(at));
                cell(at, cells.text(at, row.get(at)));
            }
            json.writeEndObject();
        } catch (JacksonIOException e) {
            throw unchecked(e);
        }
    }

    private void cell(int at, @Nullable String text) {
        if (text == null || cells.isNone(at, text)) {
            json.writeNull();
        } else if (cells.isNumber(at, text)) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            json.close();
            put(begun ? frame.after() : frame.none());
            out.flush();
        } catch (JacksonIOException e) {
            throw unchecked(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UncheckedIOException unchecked(JacksonIOException e) {
        return new UncheckedIOException(e.getCause() == null ? new IOException(e) : e.getCause());
    }
}
