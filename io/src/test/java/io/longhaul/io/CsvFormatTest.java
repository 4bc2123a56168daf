package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.longhaul.engine.Columns;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.io.csv.CsvFormat;
import io.longhaul.io.result.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvFormatTest implements ResultWriterContract {

    @Override
    public Format format() {
        return new CsvFormat();
    }

    @Override
    public List<List<String>> read(byte[] written) {
        return CsvReader.builder().ofCsvRecord(new ByteArrayInputStream(written), StandardCharsets.UTF_8).stream()
                .skip(1)
                .map(record -> record.getFields())
                .toList();
    }

    @Override
    public String guarded(String text) {
        var negative = text.equals("-1") || text.equals("-0.034");
        return !negative && "=+-@\t\r\0".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String written(Columns<String> columns, List<String> rows) {
        var out = new ByteArrayOutputStream();
        try (var writer = new CsvFormat().open(out, columns.all())) {
            rows.forEach(row -> writer.row(columns.cells(row)));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theBytesAreThoseOfRfc4180WithLf() {
        var columns = Columns.<String>of().text("ticker", row -> row).number("change",
                row -> new java.math.BigDecimal("-0.034"));

        assertThat(written(columns, List.of("BRK.B", "=1,\"2\"")))
                .isEqualTo("ticker,change\nBRK.B,-0.034\n\"'=1,\"\"2\"\"\",-0.034\n");
    }

    /// A loss in a column of the list runs nothing in a spreadsheet; with an apostrophe no sum would see it.
    @Test
    void negativeNumbersInTextAreNoFormulas() {
        var columns = Columns.<String>of().text("change", row -> row);

        for (var number : List.of("-1", "-0.034", "-3%", "-1E-7", "-12345678901234567890.5")) {
            assertThat(written(columns, List.of(number))).isEqualTo("change\n" + number + "\n");
        }
        for (var formula : List.of("-1+1", "-A1", "-", "-1.", "--1", "-1%%", "-2+cmd|' /C calc'!A0", "-1\n=2")) {
            assertThat(written(columns, List.of(formula))).as(formula).matches("(?s)change\n\"?'-.*");
        }
    }

    @Test
    void theNamesOfColumnsAreGuardedToo() {
        assertThat(written(Columns.<String>of().text("=cmd", row -> row), List.of("a"))).isEqualTo("'=cmd\na\n");
    }

    @Test
    void anOnlyCellThatIsEmptyIsNotABlankLine() {
        var text = written(Columns.<String>of().text("ticker", row -> row), List.of("A", "", "B"));

        assertThat(text).isEqualTo("ticker\nA\n\"\"\nB\n");
        assertThat(Reading.items(Reading.text(text))).extracting(DraftItem::rowNumber).containsExactly(2L, 3L, 4L);
    }
}
