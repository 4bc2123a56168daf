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
    private static final String CLOSE_IT = "Close the quote at the end of its cell, or remove it.";

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
                .allowUnclosedQuote(false)
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
            if (comments && table.dialect().quote() == null && OneALine.opensQuote(next.cells().getFirst())) {
                throw new InputException(
                        table.name(), row, "a quote opened in this row is never closed", CLOSE_IT);
            }
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

    /// The parser's own words are for programmers.
    private InputException refusal(CsvParseException e) {
        var cause = e.getCause();
        if (cause instanceof IllegalArgumentException tooMuch) {
            return new InputException(
                    table.name(), row + 1, String.valueOf(tooMuch.getMessage()),
                    "Check --delimiter and how the file was made.");
        }
        var said = String.valueOf(e.getMessage());
        if (said.startsWith("Unexpected character after closing quote")) {
            return new InputException(
                    table.name(),
                    row + 1,
                    "a quoted cell goes on after its closing quote",
                    "Double the quotes within the cell, or remove them.");
        }
        var problem = said.startsWith("The maximum buffer size")
                ? "a cell is longer than " + (MAX_CELL >> 20)
                        + " million characters; a quote opened here may be unclosed"
                : "a quote opened in this row is never closed";
        return new InputException(table.name(), row + 1, problem, CLOSE_IT);
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
