package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetReader;
import io.longhaul.engine.Columns;
import io.longhaul.io.parquet.ParquetFormat;
import io.longhaul.io.result.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Read back by DuckDB, which shares no code with the writer.
class ParquetFormatTest implements ResultWriterContract {

    @Override
    public Format format() {
        return new ParquetFormat();
    }

    @Override
    public String guarded(String text) {
        return text; // nothing runs a text of Parquet
    }

    @Override
    public List<List<String>> read(byte[] written) {
        return select(written, "SELECT * FROM '%s'");
    }

    /// @param query with the file's name in place of `%s`
    private static List<List<String>> select(byte[] written, String query) {
        try {
            var file = Files.createTempFile("rows", ".parquet");
            try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                    var statement = connection.createStatement()) {
                Files.write(file, written);
                var found = statement.executeQuery(query.formatted(file));
                var rows = new ArrayList<List<String>>();
                while (found.next()) {
                    var row = new ArrayList<String>();
                    for (int at = 1; at <= found.getMetaData().getColumnCount(); at++) {
                        row.add(text(found.getObject(at)));
                    }
                    rows.add(row);
                }
                return rows;
            } finally {
                Files.delete(file);
            }
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case Double number -> new BigDecimal(number.toString()).stripTrailingZeros().toString();
            default -> cell.toString();
        };
    }

    private static byte[] written(Columns<String> columns, List<String> rows) {
        var out = new ByteArrayOutputStream();
        try (var writer = new ParquetFormat().open(out, columns.all())) {
            rows.forEach(row -> writer.row(columns.cells(row)));
        }
        return out.toByteArray();
    }

    private static byte[] numbers(String... cells) {
        var out = new ByteArrayOutputStream();
        try (var writer = new ParquetFormat().open(out, Columns.<String>of().number("n", row -> null).all())) {
            Arrays.stream(cells).forEach(cell -> writer.row(List.of(cell)));
        }
        return out.toByteArray();
    }

    private static final String TYPES = "SELECT column_type FROM (DESCRIBE SELECT * FROM '%s')";

    /// Cells, the type of their column, and the cells as they come back: no digit is lost.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 -5 0                            | BIGINT         | 1 -5 0",
        "999999999999999999 1              | BIGINT         | 999999999999999999 1",
        "1000000000000000000               | DECIMAL(38,0)  | 1000000000000000000",
        "-0.034 12                         | DOUBLE         | -0.034 12",
        "123456789012.345 0.1              | DOUBLE         | 123456789012.345 0.1",
        "1E-7 2.5E+20                      | DOUBLE         | 1E-7 2.5E+20",
        "1234567890.123456                 | DECIMAL(38,6)  | 1234567890.123456",
        "999999999999999999 0.5 -0.25      | DECIMAL(38,2)  | 999999999999999999.00 0.50 -0.25",
        "-99999999999999999999999999999999999999 | DECIMAL(38,0) | -99999999999999999999999999999999999999",
        "100000000000000000000000000000000000000 | VARCHAR  | 100000000000000000000000000000000000000",
        "12345678901234567 1E-300          | VARCHAR        | 12345678901234567 1E-300",
        "1 n/a 2.5                         | VARCHAR        | 1 n/a 2.5",
        "1E999999999999                    | VARCHAR        | 1E999999999999",
        "007                               | VARCHAR        | 007"
    })
    void aColumnOfNumbersHasTheNarrowestTypeThatKeepsEachDigit(String cells, String type, String back) {
        var file = numbers(cells.split(" ", -1));

        assertThat(select(file, TYPES)).containsExactly(List.of(type));
        assertThat(String.join(" ", select(file, "SELECT * FROM '%s'").stream().map(List::getFirst).toList()))
                .isEqualTo(back);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2026-11-22 2024-02-29                           | DATE                     | 2026-11-22 2024-02-29",
        "2026-11-22T10:00:00Z 1969-12-31T23:59:59.123456Z| TIMESTAMP WITH TIME ZONE | "
                + "1795341600000000 -876544",
        "2026-11-22T10:00:00.123456789Z                  | VARCHAR                  | 2026-11-22T10:00:00.123456789Z",
        "2026-11-22T10:00:00-05:00                       | VARCHAR                  | 2026-11-22T10:00:00-05:00",
        "2026-12-31T23:59:60Z                            | VARCHAR                  | 2026-12-31T23:59:60Z",
        "2026-11-22 2026-11-22T10:00:00Z                 | VARCHAR                  | 2026-11-22 2026-11-22T10:00:00Z",
        "2026-02-30                                      | VARCHAR                  | 2026-02-30"
    })
    void timesAreTimesWhereAllAre(String cells, String type, String back) {
        var file = written(Columns.<String>of().time("t", row -> row), List.of(cells.split(" ", -1)));

        var value = type.startsWith("TIMESTAMP") ? "epoch_us(t)" : "t";
        assertThat(select(file, TYPES)).containsExactly(List.of(type));
        assertThat(
                String.join(" ", select(file, "SELECT " + value + " FROM '%s'").stream().map(List::getFirst).toList()))
                .isEqualTo(back);
    }

    @Test
    void anEmptyTextIsNoNull() {
        var file = written(Columns.<String>of().text("a", row -> row).number("n", row -> null).time("t", row -> null),
                List.of(""));

        assertThat(select(file, "SELECT a IS NULL, n IS NULL, t IS NULL FROM '%s'"))
                .containsExactly(List.of("false", "true", "true"));
        assertThat(select(file, TYPES)).containsExactly(List.of("VARCHAR"), List.of("DOUBLE"), List.of("VARCHAR"));
    }

    /// What no compression makes small.
    private static String noise(int n) {
        long mixed = (n + 1) * 0x9E3779B97F4A7C15L;
        return Long.toHexString(mixed) + Long.toHexString(mixed * mixed) + Long.toHexString(mixed * 31);
    }

    /// A row group is written out when it has 8 MB.
    @Test
    void manyRowsGoThroughLittleMemory() throws IOException {
        var file = Files.createTempFile("many", ".parquet");
        var columns = Columns.<Integer>of().text("said", ParquetFormatTest::noise).number("n", n -> n);
        try (OutputStream out = Files.newOutputStream(file);
                var writer = new ParquetFormat().open(out, columns.all())) {
            for (int n = 0; n < 400_000; n++) {
                writer.row(columns.cells(n));
            }
        }
        var groups = ParquetReader.readMetadata(file.toFile()).getBlocks();
        var counted = select(Files.readAllBytes(file), "SELECT count(*), sum(n), count(DISTINCT said) FROM '%s'");
        Files.delete(file);

        assertThat(groups).hasSizeGreaterThan(1).allSatisfy(
                group -> assertThat(group.getCompressedSize()).isLessThan(9L << 20));
        assertThat(counted).containsExactly(List.of("400000", "79999800000", "400000"));
    }

    /// Whatever becomes of the process, nothing is left in the temporary directory.
    @Test
    void theRowsThatWaitHaveNoName() throws IOException {
        try (var writer = new ParquetFormat().open(OutputStream.nullOutputStream(), COLUMNS.all())) {
            writer.row(Arrays.asList("A", "1", null, null));

            assertThat(openFiles()).anyMatch(file -> file.endsWith(".rows (deleted)"))
                    .noneMatch(file -> file.endsWith(".rows"));
        }
        assertThat(openFiles()).noneMatch(file -> file.endsWith(".rows (deleted)"));
    }

    private static List<String> openFiles() throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var file : files) {
                if (Files.isSymbolicLink(file)) {
                    names.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        return names;
    }
}
