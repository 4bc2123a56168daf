package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Columns;
import io.longhaul.io.result.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What each format must do; [#read] is the format's own reader, not ours.
interface ResultWriterContract {
    Columns<List<@Nullable String>> COLUMNS = Columns.<List<@Nullable String>>of()
            .text("ticker", row -> row.get(0))
            .number("change", row -> null)
            .time("filedOn", row -> row.get(2))
            .bytes("said", row -> row.get(3));

    Format format();

    /// The rows as text; an empty cell is null or "" as the format has it.
    List<List<String>> read(byte[] written);

    /// How a formula in a text cell comes back.
    String guarded(String text);

    private byte[] write(List<List<@Nullable String>> rows) {
        var out = new ByteArrayOutputStream();
        try (var writer = format().open(out, COLUMNS.all())) {
            rows.forEach(writer::row);
        }
        return out.toByteArray();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    @Test
    default void rowsComeBackInOrder() {
        var rows = new ArrayList<List<@Nullable String>>();
        for (int n = 0; n < 10_000; n++) {
            rows.add(row("T" + n, String.valueOf(n), "2026-11-22", "x"));
        }

        assertThat(read(write(rows))).isEqualTo(rows);
    }

    @Test
    default void noRowsAreAValidResult() {
        assertThat(read(write(List.of()))).isEmpty();
    }

    @Test
    default void signsOfTheFormatAreCellsLikeOthers() {
        var cell = "a \"b\", c; 'd' \\ {e}\n[f]\r\n\tg \u2028 é 株 😀 <br>";

        assertThat(read(write(List.of(row(cell, "1", "2026-11-22", "x")))))
                .containsExactly(List.of(cell, "1", "2026-11-22", "x"));
    }

    @Test
    default void emptyCellsComeBackEmpty() {
        assertThat(read(write(List.of(row(null, null, null, null), row("", "", "", "")))))
                .containsExactly(List.of("", "", "", ""), List.of("", "", "", ""));
    }

    @Test
    default void numbersStayNumbers() {
        for (var number : List.of("-0.034", "0", "12345678901234567890.123456789", "1E-7", "-5")) {
            assertThat(read(write(List.of(row("A", number, "", ""))))).containsExactly(List.of("A", number, "", ""));
        }
    }

    @Test
    default void whatIsNoNumberIsText() {
        for (var no : List.of("NaN", "Infinity", "1,5", "=1+1", "0x1F", "+5", "007")) {
            assertThat(read(write(List.of(row("A", no, "", ""))))).containsExactly(List.of("A", guarded(no), "", ""));
        }
    }

    @Test
    default void formulasAreTreatedAsTheFormatNeeds() {
        for (var text : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\",\"y\")", "-0.034",
                "\0=1")) {
            assertThat(read(write(List.of(row(text, "1", "", text)))))
                    .containsExactly(List.of(guarded(text), "1", "", guarded(text)));
        }
    }

    @Test
    default void tickersAndCiksStayText() {
        assertThat(read(
                write(List.of(row("0000320193", "1", "", ""), row("^GSPC", "1", "", ""), row("TRUE", "1", "", "")))))
                .extracting(List::getFirst)
                .containsExactly("0000320193", "^GSPC", "TRUE");
    }

    @Test
    default void bytesAreShownAsTheTextTheyAre() {
        var utf8 = new String("é 株".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(read(write(List.of(row("A", "1", "", utf8), row("A", "1", "", "caf\u00e9")))))
                .extracting(List::getLast)
                .containsExactly("é 株", "café");
    }

    @Test
    default void halfACharacterDoesNoHarm() {
        assertThat(read(write(List.of(row("a\uD83Db", "1", "", "")))))
                .containsExactly(List.of("a\uFFFDb", "1", "", ""));
    }

    @Test
    default void aRowMustFitTheColumns() {
        assertThatThrownBy(() -> write(List.of(row("A"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row of 1 cells; want 4, one a column");
    }

    @Test
    default void theStreamIsFlushedAndLeftOpen() {
        var closed = new boolean[1];
        var out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        var writer = format().open(out, COLUMNS.all());
        writer.row(row("A", "1", "", ""));
        writer.close();
        int size = out.size();
        writer.close();

        assertThat(closed[0]).isFalse();
        assertThat(out.size()).isEqualTo(size);
        assertThat(read(out.toByteArray())).hasSize(1);
    }

    @Test
    default void aFullDiskIsReported() {
        var full = new OutputStream() {
            private int left = 100;

            @Override
            public void write(int b) throws IOException {
                if (left-- <= 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
        assertThatThrownBy(() -> {
            try (var writer = format().open(full, COLUMNS.all())) {
                for (int n = 0; n < 100_000; n++) {
                    writer.row(row("AAAAAAAA", "1", "", "x"));
                }
            }
        })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    default void columnsOfOneNameAreToldApart() {
        var twice = Columns.<String>of().text("name", row -> row).text("name", row -> row);
        var out = new ByteArrayOutputStream();
        try (var writer = format().open(out, twice.all())) {
            writer.row(List.of("a", "b"));
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("name").contains("name_2");
    }
}
