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
        return "=+-@\t\r\0".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
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
