package io.longhaul.io;

import static io.longhaul.io.Reading.items;
import static io.longhaul.io.Reading.keys;
import static io.longhaul.io.Reading.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.io.list.Dialect.LineEnd;
import io.longhaul.io.list.Dialect.Shape;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
    @TempDir
    Path folder;

    @Test
    void theStandardAndPoorsListHas503Rows() {
        try (var list = Lists.open(InputSpec.of("sp500"))) {
            assertThat(list.summary().rows()).isEqualTo(503);
            assertThat(list.summary().refused()).isZero();
            assertThat(list.keyColumn()).isEqualTo("Symbol");
            assertThat(items(list)).extracting(DraftItem::key).contains("BRK.B", "BF.B").doesNotHaveDuplicates();
        }
    }

    @Test
    void theNasdaqListHasNoRefusedRow() {
        try (var list = Lists.open(InputSpec.of("nasdaq"))) {
            assertThat(list.summary().rows()).isEqualTo(5570);
            assertThat(list.summary().refused()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sample-sp500-tickers.csv, 5, DELIMITED, LF",
        "sp500-tickers.csv, 1224, DELIMITED, CR_LF",
        "unique_tickers_combined.csv, 577, ONE_A_LINE, CR_LF",
        "unique_tickers_comma_separated.txt, 575, ONE_LINE, CR"
    })
    void realTickerListsAreReadAsTheyAre(String file, long rows, Shape shape, LineEnd lineEnd) {
        try (var list = Lists.open(InputSpec.of(Reading.resource("lists/strategize/" + file).toString()))) {
            assertThat(list.keyColumn()).isEqualTo("ticker");
            assertThat(list.summary().rows()).isEqualTo(rows);
            assertThat(list.summary().refused()).isZero();
            assertThat(list.dialect().shape()).isEqualTo(shape);
            assertThat(list.dialect().lineEnd()).isEqualTo(lineEnd);
            assertThat(items(list)).extracting(DraftItem::key).allMatch(key -> key.matches("[A-Z0-9.-]+"));
        }
    }

    @Test
    void aMarkInMidFileDoesNotMakeAnotherTicker() {
        var file = Reading.resource("lists/strategize/unique_tickers_combined.csv");
        var list = items(InputSpec.of(file.toString()));

        var amazon = list.stream().filter(item -> item.key().equals("AMZN")).toList();
        assertThat(amazon).extracting(DraftItem::rowNumber).containsExactly(33L, 34L);
        assertThat(amazon.get(1).cells()).containsExactly("\uFEFFAMZN");
    }

    @Test
    void tickersAreFoldedAndCellsKept() {
        var list = items(text("Ticker,note\n brk.b ,x\nBRK-B,y\nBr\uFEFFk.B,z\n"));

        assertThat(list).extracting(DraftItem::key).containsExactly("BRK.B", "BRK-B", "BRK.B");
        assertThat(list.getFirst().cells()).containsExactly(" brk.b ", "x");
    }

    /// Whose capitals are S and I.
    @Test
    void aLongSIsNoneOfS() {
        assertThat(keys(text("Ticker\n\u017f\ns\nA\u0131\n\u00e9t\n"))).containsExactly("\u017f", "S", "A\u0131",
                "\u00c9T");
    }

    @Test
    void otherKeysAreKeptAsGiven() {
        assertThat(keys(text("company,city\n acme ,Bonn\nAcme,Bern\n"))).containsExactly(" acme ", "Acme");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
        "name,cik,Ticker,symbol=Ticker", "name,cik,stock,SYMBOL=SYMBOL", "company,code,Stock=Stock",
        "name,cik,code=code",
        "company,CIK=CIK", "website,Company Name=Company Name", "region,website=region"
    })
    void theKeyColumnIsTheMostTellingOne(String header, String key) {
        var row = "a,".repeat(header.split(",", -1).length - 1) + "b\n";
        try (var list = Lists.open(text(header + "\n" + row))) {
            assertThat(list.keyColumn()).isEqualTo(key);
        }
    }

    @Test
    void aNamedKeyColumnWins() {
        try (var list = Lists.open(text("ticker,id\nA,1\n").key("ID"))) {
            assertThat(list.keyColumn()).isEqualTo("id");
            assertThat(items(list)).extracting(DraftItem::key).containsExactly("1");
        }
    }

    @Test
    void rowsAreNumberedAsASpreadsheetShowsThem() {
        var list = items(text("ticker,note\nA,\"two\nlines\"\n\nB,x\n , \n,,\nC,\n"));

        assertThat(list).extracting(DraftItem::rowNumber).containsExactly(2L, 4L, 7L);
        assertThat(list.getFirst().cells()).containsExactly("A", "two\nlines");
    }

    @Test
    void aRowWithoutTickerIsRefusedAlone() {
        var list = items(text("ticker,name\nA,x\n,y\n"));

        var refusal = list.get(1).refusal();
        assertThat(list.get(1).key()).isEmpty();
        assertThat(list.get(1).cells()).containsExactly("", "y");
        assertThat(refusal).isEqualTo(new DraftItem.Refusal(ItemState.FAILED, ErrorClass.VALIDATION, "no ticker"));
        assertThat(list.getFirst().refusal()).isNull();
    }

    @Test
    void raggedRowsAreRefusedAndLoseNothing() {
        var list = items(text("ticker,a,b\nA,1\nB,1,2,3,4\nC,1,2,,\n"));

        assertThat(list).extracting(item -> item.refusal() == null ? "" : item.refusal().reason())
                .containsExactly(
                        "row has 2 cells; the header has 3",
                        "row has 5 cells; the header has 3 (the last holds the rest)",
                        "");
        assertThat(list).extracting(DraftItem::cells)
                .containsExactly(List.of("A", "1", ""), List.of("B", "1", "2,3,4"), List.of("C", "1", "2"));
        assertThat(list).extracting(DraftItem::key).containsExactly("A", "B", "C");
    }

    @Test
    void theSummaryCountsRefusedRows() {
        try (var list = Lists.open(text("ticker,a\nA,1\n,2\nC\n"))) {
            assertThat(list.summary().rows()).isEqualTo(3);
            assertThat(list.summary().refused()).isEqualTo(2);
            assertThat(list.summary().refusals()).extracting(r -> r.number() + " " + r.reason())
                    .containsExactly("3 no ticker", "4 row has 1 cell; the header has 2");
        }
    }

    @Test
    void duplicatesAreRowsOfTheirOwn() {
        assertThat(keys(text("ticker\nA\na\nA\n"))).containsExactly("A", "A", "A");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void delimitersAreTold(String delimiter) {
        var content = "ticker,price,note\nA,1,x\nB,2,\"y,z;|\tw\"\n".replace(",", delimiter);
        try (var list = Lists.open(text(content))) {
            assertThat(list.dialect().delimiter()).isEqualTo(delimiter.charAt(0));
            assertThat(list.columns()).containsExactly("ticker", "price", "note");
        }
    }

    @Test
    void decimalCommasDoNotMakeTheCommaADelimiter() {
        try (var list = Lists.open(text("Firma;Kurs\nAcme;1,5\nBolt;2,5\nCoil;3,25\n"))) {
            assertThat(list.columns()).containsExactly("Firma", "Kurs");
        }
    }

    @Test
    void apostrophesCanBeQuotes() {
        assertThat(items(text("ticker,name\nA,'x, y'\nB,'it''s'\n")).stream().map(item -> item.cells().get(1)))
                .containsExactly("x, y", "it's");
        assertThat(items(text("ticker,name\nA,it's\nB,'tis\n")).stream().map(item -> item.cells().get(1)))
                .containsExactly("it's", "'tis");
    }

    @Test
    void spacesBeforeQuotesAreNoPartOfACell() {
        assertThat(items(text("ticker, name\nA, \"x, y\"\n")).getFirst().cells()).containsExactly("A", "x, y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\r\r\n"})
    void lineEndsOfAllKindsEndOneLine(String end) {
        var list = items(text("ticker,x\nA,1\nB,2\n".replace("\n", end)));

        assertThat(list).extracting(DraftItem::rowNumber).containsExactly(2L, 3L);
        assertThat(list).extracting(DraftItem::cells).containsExactly(List.of("A", "1"), List.of("B", "2"));
    }

    @Test
    void commentsAreOnlyOneALine() {
        assertThat(keys(text("# mine\nAAPL\n#MSFT\nLOW\n"))).containsExactly("AAPL", "LOW");
        assertThat(keys(text("ticker,x\n#A,1\n"))).containsExactly("#A");
    }

    @ParameterizedTest
    @CsvSource({"AAPL, ticker", "lowe.com, website", "Acme Holding Inc., name", "7203, ticker", "OPEN, ticker"})
    void listsWithoutHeaderGetAColumn(String line, String column) {
        try (var list = Lists.open(text(line + "\n"))) {
            assertThat(list.columns()).containsExactly(column);
            assertThat(list.dialect().header()).isFalse();
            assertThat(list.summary().rows()).isEqualTo(1);
        }
    }

    @Test
    void theFirstRowIsNoHeaderWhenItIsLikeTheRest() {
        try (var list = Lists.open(text("AAPL,Apple\nMSFT,Microsoft\n"))) {
            assertThat(list.columns()).containsExactly("ticker", "column_2");
            assertThat(list.summary().rows()).isEqualTo(2);
        }
        assertThat(keys(text("LOW,12.5\nOPEN,3\n"))).containsExactly("LOW", "OPEN");
    }

    @Test
    void theUserDecidesAboutTheHeader() {
        assertThat(keys(text("ticker\nA\n").header(false))).containsExactly("TICKER", "A");
        assertThat(keys(text("AAPL,Apple\nMSFT,Microsoft\n").header(true))).containsExactly("MSFT");
    }

    @Test
    void columnsAreNamedAndToldApart() {
        try (var list = Lists.open(text(" ticker ,x,,x\nA,1,2,3\n"))) {
            assertThat(list.columns()).containsExactly("ticker", "x", "column_3", "x_2");
        }
    }

    @Test
    void aListCanBeReadAgain() {
        try (var list = Lists.open(text("ticker\nA\nB\n"))) {
            assertThat(items(list)).isEqualTo(items(list)).hasSize(2);
        }
    }

    @Test
    void theEndStaysTheEnd() {
        try (var list = Lists.open(text("ticker\nA\n")); var items = list.items()) {
            items.next();

            assertThat(items.hasNext()).isFalse();
            assertThat(items.hasNext()).isFalse();
            assertThatThrownBy(items::next).isInstanceOf(java.util.NoSuchElementException.class);
        }
    }

    @Test
    void theDigestIsOfWhatRowsSay() {
        var digest = digest(text("ticker,x\nA,1\nB,é\n"));

        var otherwise = "\"ticker\";\"x\"\r\n\"A\";\"1\"\r\n\r\nB;é";
        assertThat(digest(text(otherwise, StandardCharsets.UTF_16))).isEqualTo(digest);
        assertThat(digest(text("ticker,x\nB,é\nA,1\n"))).isNotEqualTo(digest);
        assertThat(digest(text("ticker,x\nA,1\nB,e\n"))).isNotEqualTo(digest);
        assertThat(digest(text("ticker,x\nA,1\nB,é\n").key("x"))).isNotEqualTo(digest);
        assertThat(digest(text("ticker,x\nA\n"))).isNotEqualTo(digest(text("ticker,x\nA,\n")));
    }

    private static String digest(InputSpec spec) {
        try (var list = Lists.open(spec)) {
            return list.summary().digest().toString();
        }
    }

    @Test
    void standardInputIsKeptPrivatelyAndRemoved() throws IOException {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var before = spooled(temporary);
        try (var list = Lists.open(text("ticker\nA\n"))) {
            var kept = spooled(temporary).stream().filter(path -> !before.contains(path)).toList();
            assertThat(kept).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getFirst())))
                    .isEqualTo("rw-------");
            assertThat(list.name()).isEqualTo("-");
        }
        assertThat(spooled(temporary)).isEqualTo(before);

        Reading.refused(text(""));
        assertThat(spooled(temporary)).isEqualTo(before);
    }

    private static List<Path> spooled(Path temporary) throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(path -> path.getFileName().toString().matches("longhaul-.*\\.list")).sorted().toList();
        }
    }

    @Test
    void aFileThatChangesMeanwhileIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("list.csv"), "ticker\nA\nB\n");
        try (var list = Lists.open(InputSpec.of(file.toString()));
                var items = list.items()) {
            items.next();
            Files.writeString(file, "ticker\nA\nB\nC\n");

            assertThatThrownBy(() -> items.forEachRemaining(item -> {}))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("changed while it was being read");
            assertThatThrownBy(list::items).isInstanceOf(InputException.class).hasMessageContaining("changed");
        }
    }
}
