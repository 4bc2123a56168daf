package io.longhaul.io;

import static io.longhaul.io.Reading.bytes;
import static io.longhaul.io.Reading.refused;
import static io.longhaul.io.Reading.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.io.list.InputSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedListsTest {
    @TempDir
    Path folder;

    @Test
    void aMissingFileIsNamed() {
        assertThat(refused(InputSpec.of("no/such.csv")))
                .hasMessageStartingWith("no/such.csv: no such file. Check the path")
                .hasMessageEndingWith("or name a built-in list: sp500, nasdaq.");
        assertThat(refused(InputSpec.of(""))).hasMessageContaining("no such file");
        assertThat(refused(InputSpec.of("a\0b"))).hasMessageContaining("is no path");
    }

    @Test
    void aDirectoryIsNoList() {
        assertThat(refused(InputSpec.of(folder.toString()))).hasMessageEndingWith("is a directory. Name a file in it.");
    }

    @Test
    void standardInputMustBeThere() {
        assertThat(refused(InputSpec.of("-"))).hasMessageContaining("standard input is not to be had");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ticker\nAAPL\n\"MSFT\nGOOG\n", "\"AAPL\nMSFT\n", "ticker\n\"AAPL\"\n\"MSFT\n"
    })
    void aQuoteThatIsNeverClosedIsRefusedInOneColumnToo(String content) {
        assertThat(refused(text(content))).hasMessageContaining("a quote opened in")
                .hasMessageContaining("is never closed")
                .hasMessageContaining("Close the quote");
    }

    /// Beyond what is looked at to tell what a file is.
    @Test
    void aQuoteThatIsNeverClosedFarBelowIsRefusedToo() {
        assertThat(refused(text("name\n" + "Acme\n".repeat(100_000) + "\"Beta\n")))
                .hasMessageContaining("row 100002: a quote opened in this row is never closed");
    }

    @Test
    void aQuotedWordInANameIsNoOpenQuote() {
        assertThat(Reading.items(text("name\n\"Big\" Acme\nBeta\n"))).extracting(each -> each.key())
                .containsExactly("\"Big\" Acme", "Beta");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void aHeaderBeyondTheLimitIsNoListOfOneValueALine(String delimiter) {
        var longer = String.join(delimiter, java.util.Collections.nCopies(60_000, "column"));
        var many = java.util.stream.IntStream.range(0, 20_000)
                .mapToObj(n -> "c" + n)
                .collect(java.util.stream.Collectors.joining(delimiter));

        assertThat(refused(text(longer + "\n" + longer + "\n")))
                .hasMessageContaining("the first line is longer than 256 KB, which no header may be");
        assertThat(refused(text(many + "\n" + many + "\n"))).hasMessageContaining("more than 16384 cells");
    }

    @Test
    void aLongLineOfTickersAloneIsAList() {
        var tickers = String.join(",", java.util.Collections.nCopies(80_000, "AAPL"));

        assertThat(Reading.items(text(tickers + "\n"))).hasSize(80_000);
    }

    @Test
    void aPipeIsReadOnceAndADeviceIsNone() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(pipe, "ticker\nAAPL\nMSFT\n");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        try (var list = Lists.open(InputSpec.of(pipe.toString()))) {
            assertThat(list.name()).isEqualTo(pipe.toString());
            assertThat(list.summary().rows()).isEqualTo(2);
            assertThat(Reading.items(list)).hasSize(2);
        }
        assertThat(refused(InputSpec.of("/dev/zero"))).hasMessageContaining("is a device or a socket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "  \r\n", "\uFEFF", "# only a comment\n", ",,,\n"})
    void anEmptyListIsRefused(String content) {
        assertThat(refused(text(content))).hasMessage("-: is empty. Give a list with at least one row.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ticker", "ticker\n", "Symbol,Security,GICS Sector\n\n", "date,open,high"})
    void aHeaderAloneIsRefused(String content) {
        assertThat(refused(text(content))).hasMessageContaining("a header and no rows");
    }

    @ParameterizedTest
    @CsvSource({
        "'PK\3\4', zip archive", "'PK\3\4 xl/workbook.xml', Excel workbook", "'\37\213', gzip", "'%PDF-1.7', PDF",
        "'\320\317\21\340', old Excel", "'PAR1', Parquet", "'BZh9', compressed"
    })
    void knownBinaryFilesAreNamed(String magic, String what) {
        assertThat(refused(text(magic + "\0\1\2", StandardCharsets.ISO_8859_1))).hasMessageContaining(what);
    }

    @Test
    void anUnknownBinaryFileIsRefused() {
        assertThat(refused(text("ticker\nA\n\0B\n")))
                .hasMessage("-: is binary: line 3 has a NUL byte. Give a text file: CSV, or one key a line.");
    }

    @Test
    void wideTextWithoutMarkIsAsked() {
        var spec = text("ticker,x\nAAPL,1\nMSFT,2\n", StandardCharsets.UTF_16LE);

        assertThat(refused(spec)).hasMessageContaining("looks like UTF-16LE")
                .hasMessageContaining("--charset UTF-16LE");
        assertThat(Reading.keys(text("ticker,x\nAAPL,1\nMSFT,2\n", StandardCharsets.UTF_16LE).charset("utf-16le")))
                .containsExactly("AAPL", "MSFT");
    }

    @Test
    void anUnclosedQuoteIsNamedByTheRowItBeganIn() {
        var refusal = refused(text("ticker,note\nA,\"two\nlines\"\nB,\"never closed\nC,x\n"));

        assertThat(refusal.row()).isEqualTo(3);
        assertThat(refusal).hasMessageStartingWith("-, row 3: a quote opened in this row is never closed.");
    }

    @Test
    void anUnclosedQuoteThatMeetsAnotherIsNamedToo() {
        var refusal = refused(text("ticker,note\nA,\"never closed\nB,\"x\"\nC,y\n"));

        assertThat(refusal).hasMessageStartingWith("-, row 2: a quoted cell goes on after its closing quote.");
    }

    @Test
    void aCellWithoutEndIsRefusedBeforeMemoryIsShort() throws IOException {
        try (var endless = repeated("ticker,note\nA,\"", 40 << 20)) {
            assertThat(refused(InputSpec.of(endless)))
                    .hasMessageStartingWith("-, row 2: a cell is longer than 16 million characters");
        }
    }

    @Test
    void anOverlongLineIsRefusedWithItsNumber() throws IOException {
        try (var endless = repeated("ticker\nA\n", 80 << 20)) {
            assertThat(refused(InputSpec.of(endless))).hasMessageStartingWith("-: line 3 is longer than 64 MB.");
        }
    }

    private static InputStream repeated(String start, long length) {
        var head = new java.io.ByteArrayInputStream(start.getBytes(StandardCharsets.UTF_8));
        return new java.io.SequenceInputStream(head, new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 'a' : -1;
            }

            @Override
            public int read(byte[] buffer, int from, int wanted) {
                int n = (int) Math.min(left, wanted);
                java.util.Arrays.fill(buffer, from, from + n, (byte) 'a');
                left -= n;
                return n == 0 ? -1 : n;
            }
        });
    }

    @Test
    void tooManyCellsAreRefused() {
        assertThat(refused(text("ticker,note\nA" + ",x".repeat(20_000) + "\n")))
                .hasMessageStartingWith("-, row 2: the row has more than 16384 cells.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b\n1, \"x\n2, y\n", "a, \"b\"\n1, \"x\"y\n2, z\n"})
    void spacesBeforeQuotesHideNoError(String content) {
        assertThat(refused(text(content)).row()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(chars = {'"', '\n', 'x'})
    void aDelimiterMustPartCells(char delimiter) {
        assertThat(refused(text("ticker,x\nA,1\n").delimiter(delimiter))).hasMessageContaining("cannot part cells");
    }

    @Test
    void anUnknownColumnListsThoseThereAre() {
        assertThat(refused(text("ticker,price\nA,1\n").key("tiker")))
                .hasMessage("-: no column \"tiker\"; there are ticker, price. Name one of these."
                        + " Did you mean \"ticker\"?");
        assertThat(refused(text("ticker,price\nA,1\n").filter("sector", "x")))
                .hasMessage("-: no column \"sector\"; there are ticker, price. Name one of these.");
    }

    @Test
    void aTitleAboveTheHeaderIsPointedOut() {
        assertThat(refused(text("Report of May\nsymbol;price\nA;1\nB;2\n")))
                .hasMessageStartingWith("-, row 1: one cell, but most rows below have more.");
    }

    @Test
    void strictRefusesTheListForOneRow() {
        assertThat(refused(text("ticker,x\nA,1\n,2\n").strict(true)))
                .hasMessage("-, row 3: no ticker. Correct the row, or leave out --strict to run the rest.");
        assertThat(refused(text("ticker,x\nA,1\nB\n").strict(true)))
                .hasMessageContaining("row has 1 cell; the header has 2");
    }

    @Test
    void aWrongCharsetIsNamed() {
        assertThat(refused(text("ticker\nA\n").charset("latin-99")))
                .hasMessageContaining("--charset latin-99 is not known");
        assertThat(refused(bytes(new byte[] {'x', '\n', (byte) 0xE9, 't', '\n'}).charset("UTF-8")))
                .hasMessageContaining("bytes that are not UTF-8")
                .hasMessageContaining("--charset");
    }

    @Test
    void aFileThatMayNotBeReadSaysSo() throws IOException {
        var file = Files.writeString(folder.resolve("shut.csv"), "ticker\nA\n");
        Files.setPosixFilePermissions(file, java.util.Set.of());

        // Root may read anything; then the list is simply read.
        if (Files.isReadable(file)) {
            assertThat(Reading.keys(InputSpec.of(file.toString()))).containsExactly("A");
        } else {
            assertThat(refused(InputSpec.of(file.toString()))).hasMessageContaining("may not be read");
        }
    }
}
