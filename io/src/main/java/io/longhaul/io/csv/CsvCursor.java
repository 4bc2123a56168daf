package io.longhaul.io.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.longhaul.io.list.Dialect;
import io.longhaul.io.list.Dialect.Shape;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.RawRow;
import io.longhaul.io.list.Table;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// One pass over delimited text or single values.
final class CsvCursor implements Table.Cursor {
    /// Non-characters: no text has them, so nothing is cut or quoted.
    private static final char NO_DELIMITER = '\uFDD0';

    private static final char NO_QUOTE = '\uFDD1';
    private static final int MAX_CELL = 16 << 20;

    private final CsvTable table;
    private final CsvReader<RawRow> reader;
    private final CloseableIterator<RawRow> records;
    private final boolean comments;
    private long row;

    CsvCursor(CsvTable table, Reader text) {
        this.table = table;
        var dialect = table.dialect();
        this.comments = dialect.shape() == Shape.ONE_A_LINE;
        this.reader = CsvReader.builder()
                .fieldSeparator(comments ? NO_DELIMITER : dialect.delimiter())
                .quoteCharacter(quote(dialect))
                .skipEmptyLines(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .trimWhitespacesAroundQuotes(dialect.spaced())
                .maxBufferSize(MAX_CELL)
                .build(new RowHandler(MAX_CELL), text);
        this.records = reader.iterator();
    }

    private static char quote(Dialect dialect) {
        var quote = dialect.quote();
        return quote == null ? NO_QUOTE : quote;
    }

    @Override
    public @Nullable RawRow next() {
        try {
            if (!records.hasNext()) {
                table.refuseChanged();
                return null;
            }
            row++;
            var next = records.next();
            boolean blank = next.blank() || (comments && next.cells().getFirst().startsWith("#"));
            return new RawRow(row, next.cells(), blank);
        } catch (CsvParseException e) {
            throw refusal(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputException refusal(CsvParseException e) {
        var cause = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        throw new InputException(table.name(), row + 1, cause + " / " + e.getMessage(), "TODO");
    }

    private InputException unreadable(@Nullable IOException e) {
        if (e instanceof CharacterCodingException) {
            var charset = table.dialect().charset().name();
            return new InputException(
                    table.name(),
                    row + 1,
                    "near here are bytes that are not " + charset,
                    "Say the charset with --charset, as --charset windows-1252.");
        }
        return new InputException(
                table.name(), row + 1, "could not be read: " + e, "Check the disk and the file.");
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
