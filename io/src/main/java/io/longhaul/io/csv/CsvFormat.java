package io.longhaul.io.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Cells;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.ResultWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// CSV as RFC 4180 has it, in UTF-8 with LF. A text that a spreadsheet would run as a formula gets an apostrophe in
/// front; numbers stay numbers, negative ones in texts too.
public final class CsvFormat implements Format {
    private static final String FORMULA_STARTS = "=+-@\t\r\0";
    private static final Pattern NEGATIVE = Pattern.compile("-\\d+(\\.\\d+)?([eE][+-]?\\d+)?%?");

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<String> extensions() {
        return List.of("csv");
    }

    @Override
    public ResultWriter open(OutputStream out, List<? extends Column<?>> columns) {
        return new Writer(out, new Cells(columns));
    }

    /// An apostrophe before what begins like a formula.
    public static String guarded(String text) {
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return formula && !NEGATIVE.matcher(text).matches() ? "'" + text : text;
    }

    /// What was there before [#guarded].
    public static String plain(String text) {
        return text.length() > 1 && text.charAt(0) == '\'' && FORMULA_STARTS.indexOf(text.charAt(1)) >= 0
                ? text.substring(1)
                : text;
    }

    private static final class Writer implements ResultWriter {
        private final Cells cells;
        private final CsvWriter csv;
        private boolean closed;

        Writer(OutputStream out, Cells cells) {
            this.cells = cells;
            var builder = CsvWriter.builder().lineDelimiter(LineDelimiter.LF);
            if (cells.names().size() == 1) {
                // Else an empty cell is a blank line, which readers skip.
                builder.quoteStrategy(QuoteStrategies.EMPTY);
            }
            csv = builder.build(new OutputStreamWriter(new BufferedOutputStream(out, 1 << 16), StandardCharsets.UTF_8));
            csv.writeRecord(cells.names().stream().map(CsvFormat::guarded).toList());
        }

        @Override
        public void row(List<? extends @Nullable String> row) {
            cells.check(row);
            var texts = new ArrayList<String>(row.size());
            for (int at = 0; at < row.size(); at++) {
                var text = cells.text(at, row.get(at));
                texts.add(text == null ? "" : cells.isNumber(at, text) ? text : guarded(text));
            }
            csv.writeRecord(texts);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                csv.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
