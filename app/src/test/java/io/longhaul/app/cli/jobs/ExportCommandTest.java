package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.output.JobResults;
import io.longhaul.engine.Columns;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

    private final Stage stage = new Stage();

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void pathsCountFromHere() {
        stage.directory = directory;
    }

    private JobRecord printing(String... chunks) {
        var job = stage.job("screen", chunks.length + 1);
        for (int i = 0; i < chunks.length; i++) {
            stage.done(job, i, latin(chunks[i]));
        }
        return job;
    }

    /// As a wrapped command's bytes are stored.
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String exported(String file, String... more) throws IOException {
        var args = new java.util.ArrayList<>(List.of("screen-1", "-o", file));
        args.addAll(Arrays.asList(more));
        assertThat(stage.run(ExportCommand::new, args.toArray(String[]::new))).isZero();
        return Files.readString(directory.resolve(file));
    }

    @Test
    void bytesStayAsTheyAreWithOneHeader() throws IOException {
        printing("t,x\r\nAAPL,-0.034\r\n", "", "t,x\r\nÜ\"=cmd,007\r\n");

        assertThat(exported("so-far.csv")).isEqualTo("t,x\r\nAAPL,-0.034\r\nÜ\"=cmd,007\r\n");
        assertThat(stage.said()).isEqualTo("2 results in so-far.csv; screen-1 has 3 of 4 rows stored.\n");
        assertThat(stage.printed()).isEmpty();
    }

    @Test
    void linesWithoutAHeaderStayAsTheyAre() throws IOException {
        printing("AAPL,1\n", "MSFT,2\n");

        assertThat(exported("out.csv")).isEqualTo("AAPL,1\nMSFT,2\n");
    }

    @Test
    void standardOutputTakesTheBytesAlone() {
        printing("{\"a\":1}\n", "{\"a\":2}");

        assertThat(stage.run(ExportCommand::new, "screen-1")).isZero();

        assertThat(stage.printed()).isEqualTo("{\"a\":1}\n{\"a\":2}");
        assertThat(stage.said()).isEmpty();
    }

    @Test
    void jsonLinesInACsvFileBecomeGuardedColumnsInFirstSeenOrder() throws IOException {
        printing(
                "{\"ticker\":\"AAPL\",\"x\":-0.034}\n",
                "{\"note\":\"=1+1\",\"x\":-1,\"ticker\":\"Ü\",\"deep\":{\"a\":[1]}}\nnot json\n");

        assertThat(exported("out.csv"))
                .isEqualTo(
                        """
                        ticker,x,note,deep,output
                        AAPL,-0.034,,,
                        Ü,-1,'=1+1,"{""a"":[1]}",
                        ,,,,not json
                        """);
    }

    @Test
    void jsonLinesInAJsonLinesFileStayAsTheyAre() throws IOException {
        printing("{\"b\": 1,   \"a\":2}\n", "{\"a\":3}\n");

        assertThat(exported("out.jsonl")).isEqualTo("{\"b\": 1,   \"a\":2}\n{\"a\":3}\n");
    }

    @Test
    void csvInAJsonFileHasNumbersAndTexts() throws IOException {
        printing("ticker,cik,x,code\n600519,320193,-0.5,007\n", "ticker,cik,x,code\nB,1,2,1\n");

        assertThat(exported("out.jsonl"))
                .isEqualTo(
                        """
                        {"ticker":"600519","cik":"320193","x":-0.5,"code":"007"}
                        {"ticker":"B","cik":"1","x":2,"code":"1"}
                        """);
    }

    @Test
    void theInputsColumnsStandBeforeTheResults() throws IOException {
        printing("x,note\n-5,=cmd\n", "x,note\n7,ok\n");

        assertThat(exported("out.csv", "--include-columns"))
                .isEqualTo("ticker,x,note\nK0,-5,'=cmd\nK1,7,ok\n");
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() throws IOException {
        printing("AAPL,1\n", "=x,2,more\n");

        assertThat(exported("out.csv", "--format", "csv"))
                .isEqualTo("column_1,column_2,column_3\nAAPL,1,\n'=x,2,more\n");
    }

    @Test
    void textWithoutColumnsIsOne() throws IOException {
        printing("AAPL\n", "=MSFT\n");

        assertThat(exported("out.csv", "--include-columns")).isEqualTo("ticker,output\nK0,AAPL\nK1,'=MSFT\n");
    }

    @Test
    void numbersStayNumbersAsTheyWereWritten() throws IOException {
        printing("{\"x\":-0.10,\"big\":12345678901234567890.5}\n");

        assertThat(exported("out.csv")).isEqualTo("x,big\n-0.10,12345678901234567890.5\n");

        printing("AAPL,-0.034\n", "MSFT,-1\n");

        assertThat(stage.run(ExportCommand::new, "screen-2", "-o", "two.csv", "--format", "csv")).isZero();
        assertThat(directory.resolve("two.csv")).hasContent("column_1,column_2\nAAPL,-0.034\nMSFT,-1\n");
    }

    @Test
    void withoutAWordItHasTheColumnsItsCommandAskedFor() throws IOException {
        var plain = Stage.draft("screen");
        var draft = new JobDraft(
                "", "screen", 1, Map.of("includeColumns", "ticker"), "", "list.csv", "", plain.columns(), 10, 100,
                plain.createdAt(), false, plain.options());
        stage.done(stage.job(draft, Stage.rows(1)), 0, "x\n");

        assertThat(exported("out.csv")).isEqualTo("ticker,output\nK0,x\n");
        assertThatThrownBy(() -> new JobResults(stage.store, stage.store.job("screen-1").orElseThrow(), stage.rows())
                .write("-", JobResults.Form.typed(null, "ticker,price"), System.out))
                .hasMessageContaining("no column \"price\" to include");
    }

    @Test
    void aHeaderKnownApartIsWrittenOnce() throws IOException {
        stage.columns = Columns.<String>of().bytes("header", each -> each).bytes("output", each -> each);
        var job = stage.job("screen", 2);
        for (int i = 0; i < 2; i++) {
            var result = ResultCodec.encode(List.of(Arrays.asList("note,x\n", "=n" + i + ",1\n")));
            stage.write(new Write.Ended(
                    job.id(), i, new Outcome(ItemState.DONE, null, "", 1, result, 1, 0, 0, 0, Stage.NOW)));
        }

        assertThat(exported("out.csv")).isEqualTo("note,x\n=n0,1\n=n1,1\n");
        assertThat(exported("out.csv", "--include-columns")).isEqualTo("ticker,note,x\nK0,'=n0,1\nK1,'=n1,1\n");
    }

    @Test
    void otherWorkflowsHaveTheirColumns() throws IOException {
        stage.columns = Columns.<String>of().text("name", each -> each).number("price", each -> 1);
        var job = stage.job("screen", 2);
        var result = ResultCodec.encode(List.of(Arrays.asList("=A", "-1.5"), Arrays.asList("B", null)));
        stage.write(new Write.Ended(
                job.id(), 0, new Outcome(ItemState.DONE, null, "", 2, result, 1, 0, 0, 0, Stage.NOW)));

        assertThat(exported("out.csv", "--include-columns"))
                .isEqualTo("ticker,name,price\nK0,'=A,-1.5\nK0,B,\n");
        assertThat(exported("out.json")).contains("\"name\"").contains("-1.5");
    }

    @Test
    void manyRowsComeInOrder() throws IOException {
        var chunks = new String[2_000];
        Arrays.setAll(chunks, i -> "n\n" + i + "\n");
        printing(chunks);

        var lines = exported("out.csv").lines().toList();

        assertThat(lines).hasSize(2_001).startsWith("n", "0", "1").endsWith("1999");
    }

    @Test
    void aFileThatCannotBeWrittenIsKept() throws IOException {
        printing("x\n");
        Files.writeString(directory.resolve("out.xlsx"), "before");

        assertThatThrownBy(() -> {
            var rows = new JobResults(stage.store, stage.store.job("screen-1").orElseThrow(), stage.rows());
            rows.write(directory.resolve("out.xlsx").toString(), JobResults.Form.PLAIN, System.out);
        })
                .hasMessageContaining("xlsx");
        assertThat(directory.resolve("out.xlsx")).hasContent("before");
    }

    @Test
    void anExtensionThatStandsForNothingTakesTheBytes() throws IOException {
        printing("{\"a\":1}\n", "{\"a\":2}\n");

        assertThat(exported("out.txt")).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
    }

    @Test
    void nothingFoundIsAnEmptyResult() throws IOException {
        stage.job("screen", 3);

        assertThat(exported("out.csv")).isEmpty();
        assertThat(exported("out.json")).isEqualToIgnoringWhitespace("[]");
    }
}
