package io.longhaul.io.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.longhaul.io.list.RawRow;
import java.util.ArrayList;
import java.util.List;

/// Gathers the cells of a row; more than a row can sensibly have is refused before memory is short.
final class RowHandler extends AbstractBaseCsvCallbackHandler<RawRow> {
    static final int MAX_CELLS = 16_384;

    private final long maxChars;
    private List<String> cells = new ArrayList<>();
    private boolean empty;
    private boolean quoted;
    private long chars;

    RowHandler(long maxChars) {
        this.maxChars = maxChars;
    }

    @Override
    protected void handleBegin(long line) {
        cells = new ArrayList<>(Math.max(1, cells.size()));
        empty = false;
        quoted = false;
        chars = 0;
    }

    @Override
    protected void handleField(int at, char[] buffer, int from, int length, boolean inQuotes) {
        chars += length;
        if (at >= MAX_CELLS) {
            throw new IllegalArgumentException("the row has more than " + MAX_CELLS + " cells");
        }
        if (chars > maxChars) {
            throw new IllegalArgumentException("the row has more than " + maxChars + " characters");
        }
        quoted |= inQuotes;
        cells.add(length == 0 ? "" : new String(buffer, from, length));
    }

    @Override
    protected void handleEmpty() {
        empty = true;
        cells.add("");
    }

    @Override
    protected RawRow buildRecord() {
        // Spreadsheets write an empty row as delimiters only.
        boolean blank = empty || (!quoted && cells.stream().allMatch(String::isBlank));
        return new RawRow(0, cells, blank);
    }
}
