package io.longhaul.io.csv;

import io.longhaul.io.list.InputException;
import io.longhaul.io.list.RawRow;
import io.longhaul.io.list.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values on one line: each is a row, numbered by its position. Line ends around a value do not belong to it.
final class OneLineCursor implements Table.Cursor {
    private static final int MAX_CELL = 1 << 16;

    private final CsvTable table;
    private final BufferedReader text;
    private final char delimiter;
    private long row;
    private boolean ended;

    OneLineCursor(CsvTable table, Reader text) {
        this.table = table;
        this.text = new BufferedReader(text, 1 << 16);
        this.delimiter = table.dialect().delimiter();
    }

    @Override
    public @Nullable RawRow next() {
        if (ended) {
            return null;
        }
        var cell = new StringBuilder();
        try {
            int c = text.read();
            while (c >= 0 && c != delimiter) {
                if (c != '\r' && c != '\n') {
                    cell.append((char) c);
                }
                if (cell.length() > MAX_CELL) {
                    throw new InputException(
                            table.name(), row + 1, "a value longer than " + MAX_CELL, "Check how the file was made.");
                }
                c = text.read();
            }
            ended = c < 0;
        } catch (IOException e) {
            throw new InputException(table.name(), row + 1, "could not be read: " + e, "Check the file, or --charset.");
        }
        row++;
        return new RawRow(row, List.of(cell.toString()), cell.toString().isBlank());
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
