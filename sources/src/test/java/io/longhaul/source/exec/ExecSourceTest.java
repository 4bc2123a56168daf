package io.longhaul.source.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Row;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecSourceTest {

    private static final ExecDeclared NOTHING = ExecDeclared.nothing("screen-7");

    private final ExecPerItem perItem = new ExecPerItem(NOTHING, new ExecForm(BatchFormat.CSV, "ticker", true));
    private final ExecPerBatch perBatch = batch(BatchFormat.JSONL);
    private final ExecPerWorker perWorker = new ExecPerWorker(NOTHING, new ExecForm(BatchFormat.JSONL, "ticker", true));

    private static ExecPerBatch batch(BatchFormat format) {
        return new ExecPerBatch(NOTHING, new ExecForm(format, "ticker", true));
    }

    private static ExecQuestion row(String ticker, String note) {
        var row = new Row(List.of("ticker", "note"), List.of(ticker, note));
        return new ExecQuestion(ticker.strip().toUpperCase(java.util.Locale.ROOT), List.of("run", "me"), row, 2, 1);
    }

    private static Reply reply(int status, String body, String... headers) {
        var all = new HashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Reply(status, all, body.getBytes(UTF_8), ExecFixture.NOW);
    }

    private static Answer<ExecAnswer> output(String header, String body) {
        var output = new ExecAnswer.Output(header.getBytes(UTF_8), body.getBytes(UTF_8));
        return new Answer.Found<>(output, ExecFixture.NOW);
    }

    private static Answer<ExecAnswer> failed(ErrorClass errorClass, String reason) {
        return new Answer.Failed<>(errorClass, reason);
    }

    private static String sent(Request request) {
        return new String(((Request.Exec) request).stdin(), UTF_8);
    }

    @Test
    void theGateBelongsToTheJobAndOnlyDeclaredUseIsMetered() {
        var spec = perItem.spec();
        var quota = Quota.daily(500, ZoneId.of("America/New_York"));

        assertThat(spec.limits().gate()).isEqualTo("exec:screen-7");
        assertThat(spec.limits().concurrency()).isEqualTo(4);
        assertThat(spec.limits().adaptive()).isFalse();
        assertThat(spec.metered()).isFalse();
        assertThat(new ExecDeclared("j", 1, List.of(), List.of(quota), Price.FREE).spec("x").metered()).isTrue();
        assertThat(new ExecDeclared("j", 1, List.of(), List.of(), Price.perCall("0.02")).spec("x").metered()).isTrue();
    }

    @Test
    void rowsAreWrittenAsTheyWereGiven() {
        var odd = List.of(row("A,\"1\"", " x"), row("b\n2", "é"), row("A,\"1\"", " x"));

        assertThat(sent(perBatch.request(odd, Key.NONE)))
                .isEqualTo("{\"ticker\":\"A,\\\"1\\\"\",\"note\":\" x\"}\n{\"ticker\":\"b\\n2\",\"note\":\"é\"}\n");
        assertThat(sent(batch(BatchFormat.CSV).request(odd, Key.NONE)))
                .isEqualTo("ticker,note\n\"A,\"\"1\"\"\",\" x\"\n\"b\n2\",é\n");
        assertThat(sent(batch(BatchFormat.LINES).request(List.of(row("A", "x"), row("B", "")), Key.NONE)))
                .isEqualTo("A\nB\n");
        assertThat(sent(perItem.request(row("A", "x"), Key.NONE))).isEqualTo("ticker,note\nA,x\n");
        assertThat(sent(perWorker.request(row("a", "x"), Key.NONE)))
                .isEqualTo("{\"id\":\"A\",\"row\":{\"ticker\":\"a\",\"note\":\"x\"}}");
    }

    @Test
    void equalWorkIsOneQuestionAndOtherWorkAnother() {
        var argumentsOnly = new ExecPerItem(NOTHING, new ExecForm(BatchFormat.JSONL, "ticker", false));
        var again = new ExecQuestion("A", List.of("run", "me"), row("A", "x").row(), 99, 2);
        var shifted = new ExecQuestion("A", List.of("runme"), row("A", "x").row(), 2, 1);

        assertThat(perItem.canonical(again)).isEqualTo(perItem.canonical(row("A", "x")));
        assertThat(perBatch.canonical(again)).isEqualTo(perBatch.canonical(row("A", "x")));
        assertThat(perWorker.canonical(again)).isEqualTo(perWorker.canonical(row("A", "x")));
        assertThat(perItem.canonical(row("A", "y"))).isNotEqualTo(perItem.canonical(row("A", "x")));
        assertThat(perItem.canonical(shifted)).isNotEqualTo(perItem.canonical(row("A", "x")));
        assertThat(argumentsOnly.canonical(row("A", "y"))).isEqualTo(argumentsOnly.canonical(row("A", "x")));
        assertThat(sent(argumentsOnly.request(row("A", "x"), Key.NONE))).isEmpty();
    }

    @Test
    void theEndOfTheCommandDecidesWhatItsRowBecomes() {
        var row = row("A", "x");

        assertThat(perItem.read(row, reply(0, "ticker,score\nA,1\n"))).isEqualTo(output("ticker,score\n", "A,1\n"));
        assertThat(perItem.read(row, reply(0, "A,1\r\n"))).isEqualTo(output("", "A,1\r\n"));
        assertThat(perItem.read(row, reply(0, "{\"ticker\":1}"))).isEqualTo(output("", "{\"ticker\":1}"));
        assertThat(perItem.read(row, reply(0, ""))).isEqualTo(output("", ""));
        assertThat(perItem.read(row, reply(65, "", "stderr", "why\nnot this one\n\n")))
                .isEqualTo(new Answer.Found<>(new ExecAnswer.Skip("not this one"), ExecFixture.NOW));
        assertThat(perItem.read(row, reply(65, "")))
                .isEqualTo(new Answer.Found<>(new ExecAnswer.Skip("skipped by the command"), ExecFixture.NOW));
        assertThat(perItem.read(row, reply(75, "", "stderr", "busy")))
                .isEqualTo(new Answer.Throttled<>(null, Answer.Scope.QUESTION, "busy"));
        assertThat(perItem.read(row, reply(3, "x", "stderr", "Traceback\n\u001b[31mKeyError:\u001b[0m 'a'\r\n")))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "exit 3: KeyError: 'a'"));
        assertThat(perItem.read(row, reply(3, "x"))).isEqualTo(failed(ErrorClass.UNKNOWN, "exit 3"));
        assertThat(perItem.read(row, reply(137, "", "signal", "9 (KILL)", "stderr", "oops")))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "ended by signal 9 (KILL): oops"));
        assertThat(perItem.read(row, reply(137, "", "signal", "9 (KILL)", "flooded", "67108864 bytes")))
                .isEqualTo(failed(ErrorClass.VALIDATION, "wrote more than 64 MB"));
        assertThat(perItem.read(row, reply(0, "", "flooded", "8388608 bytes")))
                .isEqualTo(failed(ErrorClass.VALIDATION, "wrote more than 8 MB; want less, or give Java more memory"
                        + " (-Xmx): a sixteenth of it is allowed, up to 64 MB"));
        assertThat(perItem.read(row, reply(0, "", "no-output", "true")))
                .isEqualTo(failed(ErrorClass.VALIDATION, "exit 0, but the file {out} was not written"));
    }

    @Test
    void aLongReasonIsCutInFront() {
        var answer = perItem.read(row("A", ""), reply(1, "", "stderr", "x".repeat(1000) + "end"));

        assertThat(answer).isInstanceOfSatisfying(Answer.Failed.class, failed -> assertThat(failed.reason())
                .hasSize("exit 1: ".length() + 301)
                .endsWith("xend"));
    }

    @Test
    void linesOfABatchAreMatchedByKeyByteForByte() {
        var rows = List.of(row("A", ""), row("B", ""), row("C", ""));
        var json = reply(0, "{\"x\":1.0, \"ticker\":\"C\"}\r\n\n{\"ticker\":\"A\"}\n{\"ticker\" : \"C\"}");

        assertThat(perBatch.refuse(rows, json)).isEmpty();
        assertThat(perBatch.read(rows.get(0), json)).isEqualTo(output("", "{\"ticker\":\"A\"}\n"));
        assertThat(perBatch.read(rows.get(1), json)).isEqualTo(output("", ""));
        assertThat(perBatch.read(rows.get(2), json))
                .isEqualTo(output("", "{\"x\":1.0, \"ticker\":\"C\"}\r\n{\"ticker\" : \"C\"}"));
    }

    @Test
    void aBatchMayAnswerInCsvWithQuotedLineEnds() {
        var rows = List.of(row("A", ""), row("B,1", ""));
        var csv = reply(0, "\uFEFFscore,\"Ticker\"\r\n\"1\n2\",A\r\n3,\"B,1\"\r\n4,A\r\n");

        assertThat(perBatch.refuse(rows, csv)).isEmpty();
        assertThat(perBatch.read(rows.get(0), csv))
                .isEqualTo(output("\uFEFFscore,\"Ticker\"\r\n", "\"1\n2\",A\r\n4,A\r\n"));
        assertThat(perBatch.read(rows.get(1), csv)).isEqualTo(output("\uFEFFscore,\"Ticker\"\r\n", "3,\"B,1\"\r\n"));
    }

    @Test
    void aBatchOfLinesAnswersWithKeysOrATable() {
        var lines = batch(BatchFormat.LINES);
        var rows = List.of(row("A", ""), row("日", ""));

        assertThat(lines.refuse(rows, reply(0, "日\r\n"))).isEmpty();
        assertThat(lines.read(rows.get(1), reply(0, "日\r\n"))).isEqualTo(output("", "日\r\n"));
        assertThat(lines.read(rows.get(0), reply(0, "日\r\n"))).isEqualTo(output("", ""));
        assertThat(lines.read(rows.get(0), reply(0, "ticker,x\nA,1\n"))).isEqualTo(output("ticker,x\n", "A,1\n"));
    }

    @Test
    void aKeyMayBeSpelledAsTheItemOrAsTheCell() {
        var row = row(" brk.b ", "");

        for (var spelled : List.of("BRK.B", " brk.b ", "brk.b")) {
            var line = "{\"ticker\":\"" + spelled + "\"}\n";
            assertThat(perBatch.refuse(List.of(row), reply(0, line))).isEmpty();
            assertThat(perBatch.read(row, reply(0, line))).isEqualTo(output("", line));
        }
        assertThat(perBatch.refuse(List.of(row), reply(0, "{\"ticker\":\"Brk.B\"}\n"))).isPresent();
    }

    @Test
    void aNumberIsAKeyToo() {
        assertThat(perBatch.read(row("320193", ""), reply(0, "{\"ticker\":320193}\n")))
                .isEqualTo(output("", "{\"ticker\":320193}\n"));
    }

    @Test
    void aBatchWithAnUnknownKeyOrGarbageIsRefusedWhole() {
        var rows = List.of(row("A", ""), row("B", ""));
        var refused = Map.of(
                "{\"ticker\":\"A\"}\n{\"ticker\":\"X\"}\n",
                "unknown key \"X\" in column \"ticker\" of the output (there are only \"ticker\"); want only keys of the"
                        + " batch's 2 rows, as A",
                "{\"ticker\":\"A\"}\n{\"ticker\":\n", "not JSON",
                "{\"ticker\":\"A\"} {}\n", "more than one JSON value",
                "{\"other\":\"A\"}\n",
                "line 1 of the output has no name of its row: its members are only \"other\"; want \"ticker\" or",
                "score,name\n1,A\n",
                "its first line has score, name; want \"ticker\" or a synonym (ticker, symbol, key",
                "ticker,x\nA,\"1\n", "a quote that is not closed",
                "ticker,x\n\"A\"b,1\n", "text after a closing quote",
                "x,ticker\n1\n", "ends before column \"ticker\"",
                "Segmentation fault\n", "its first line has only \"Segmentation fault\"");

        refused.forEach((body, reason) -> {
            assertThat(perBatch.refuse(rows, reply(0, body))).hasValueSatisfying(failed -> {
                assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION);
                assertThat(failed.reason()).contains(reason);
            });
        });
    }

    @Test
    void aSynonymOfTheKeyColumnNamesTheRowToo() {
        var row = row("A", "");

        for (var table : List.of("SYMBOL,x\nA,1\n", "x,Ticker Symbol\n1,A\n", "key,id\nA,7\n")) {
            assertThat(perBatch.refuse(List.of(row), reply(0, table))).as(table).isEmpty();
            assertThat(perBatch.read(row, reply(0, table))).isEqualTo(output(
                    table.lines().findFirst().orElseThrow() + "\n",
                    table.lines().skip(1).findFirst().orElseThrow() + "\n"));
        }
        assertThat(perBatch.read(row, reply(0, "{\"Symbol\":\"A\"}\n"))).isEqualTo(output("", "{\"Symbol\":\"A\"}\n"));
        assertThat(batch(BatchFormat.LINES).refuse(List.of(row("KEY", "")), reply(0, "KEY\n"))).isEmpty();
    }

    @Test
    void anotherColumnNamesTheRowWhereTheUserSaysSo() {
        var form = new ExecForm(BatchFormat.CSV, "ticker", true, new OutputForm(OutputHeader.AUTO, "Firm", false));
        var told = new ExecPerBatch(NOTHING, form);
        var row = row("A", "");

        assertThat(told.read(row, reply(0, "ticker,firm\nUS,A\n"))).isEqualTo(output("ticker,firm\n", "US,A\n"));
        assertThat(told.refuse(List.of(row), reply(0, "ticker,x\nA,1\n"))).hasValueSatisfying(failed -> assertThat(
                failed.reason()).isEqualTo(
                        "no column of the output names its rows: its first line has ticker, x;"
                                + " want \"Firm\", as --output-key says"));
    }

    @Test
    void theOutputOfAWholeBatchIsNotLookedAt() {
        var form = new ExecForm(BatchFormat.CSV, "ticker", true, new OutputForm(OutputHeader.AUTO, "", true));
        var whole = new ExecPerBatch(NOTHING, form);

        assertThat(whole.refuse(List.of(row("A", "")), reply(0, "no table"))).isEmpty();
        assertThat(whole.read(row("A", ""), reply(0, "no table"))).isEqualTo(output("", ""));
        assertThat(whole.read(row("A", ""), reply(1, ""))).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void theEndOfABatchCountsForAllItsRows() {
        var rows = List.of(row("A", ""), row("B", ""));
        var skipped = new Answer.Found<ExecAnswer>(new ExecAnswer.Skip("closed"), ExecFixture.NOW);

        assertThat(perBatch.refuse(rows, reply(65, "garbage", "stderr", "closed"))).isEmpty();
        assertThat(rows).allSatisfy(row -> {
            assertThat(perBatch.read(row, reply(65, "garbage", "stderr", "closed"))).isEqualTo(skipped);
            assertThat(perBatch.read(row, reply(75, ""))).isInstanceOf(Answer.Throttled.class);
            assertThat(perBatch.read(row, reply(2, ""))).isEqualTo(failed(ErrorClass.UNKNOWN, "exit 2"));
        });
    }

    @Test
    void aWorkersLineIsRead() {
        var row = row("A", "");

        assertThat(worker("{\"id\":\"A\",\"result\":\"a,1\\n\"}")).isEqualTo(output("", "a,1\n"));
        assertThat(worker("{\"result\":{\"x\": 1.50, \"é\":[1]} ,\"id\":\"A\"}"))
                .isEqualTo(output("", "{\"x\": 1.50, \"é\":[1]}\n"));
        assertThat(worker("{\"id\":\"A\",\"result\":[{\"x\":1}, {\"x\":[2]}]}"))
                .isEqualTo(output("", "{\"x\":1}\n{\"x\":[2]}\n"));
        assertThat(worker("{\"id\":\"A\",\"result\":null}")).isEqualTo(output("", ""));
        assertThat(worker("{\"id\":\"A\",\"result\":12.50}")).isEqualTo(output("", "12.50"));
        assertThat(worker("{\"id\":\"A\",\"skip\":\"closed\"}"))
                .isEqualTo(new Answer.Found<>(new ExecAnswer.Skip("closed"), ExecFixture.NOW));
        assertThat(worker("{\"id\":\"A\",\"later\":true}"))
                .isEqualTo(new Answer.Throttled<>(null, Answer.Scope.QUESTION, "the command asks for later"));
        assertThat(worker("{\"id\":\"A\",\"error\":\"boom\"}")).isEqualTo(failed(ErrorClass.UNKNOWN, "boom"));
        assertThat(worker("{\"id\":\"B\",\"result\":1}"))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker answered \"B\" when asked about \"A\""));
        assertThat(worker("hello")).isInstanceOfSatisfying(Answer.Failed.class, failed -> assertThat(failed.reason())
                .startsWith("the worker's answer is not JSON")
                .endsWith("\"hello\""));
        assertThat(worker("{\"id\":\"A\"}")).isInstanceOfSatisfying(Answer.Failed.class, failed -> assertThat(
                failed.errorClass())
                .isEqualTo(ErrorClass.VALIDATION));
        assertThat(perWorker.read(row, reply(3, "", "eof", "true", "stderr", "dying\n")))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker ended without an answer, exit 3: dying"));
        assertThat(perWorker.read(row, reply(0, "", "deaf", "true", "stderr", "oops\n")))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker closed its input without an answer: oops"));
        assertThat(perWorker.read(row, reply(0, "", "unasked", "true")))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker wrote more than the one line that answers"));
    }

    @Test
    void aWorkersAnswerBearsTheIdOfItsQuestion() {
        assertThat(worker("{\"result\":1}")).isEqualTo(failed(
                ErrorClass.VALIDATION,
                "the worker's answer has no \"id\"; want {\"id\": \"A\", \"result\": …}, got \"{\"result\":1}\""));
        assertThat(worker("{\"id\":null,\"result\":1}"))
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker answered \"\" when asked about \"A\""));
        assertThat(worker("{\"id\":\"A\",\"result\":1,\"id\":\"B\"}")) // of equal names the last counts
                .isEqualTo(failed(ErrorClass.UNKNOWN, "the worker answered \"B\" when asked about \"A\""));
        assertThat(worker("{\"id\":\"A\",\"result\":1,\"skip\":\"x\"}")).isEqualTo(failed(
                ErrorClass.VALIDATION,
                "the worker's answer has [result, skip]; want one of result, skip, later, error:"
                        + " \"{\"id\":\"A\",\"result\":1,\"skip\":\"x\"}\""));
    }

    @Test
    void aWorkerIsAskedAgainOnlyIfItsAnswerBoreTheId() {
        var question = "{\"id\":\"A\",\"row\":{}}".getBytes(UTF_8);

        assertThat(WorkerLine.answers(question, "{\"id\":\"A\",\"error\":\"x\"}".getBytes(UTF_8))).isTrue();
        for (var other : List.of("{\"result\":1}", "{\"id\":\"B\",\"result\":1}", "{\"id\":null}", "garbage", "")) {
            assertThat(WorkerLine.answers(question, other.getBytes(UTF_8))).as(other).isFalse();
        }
    }

    private Answer<ExecAnswer> worker(String line) {
        return perWorker.read(row("A", ""), reply(0, line));
    }
}
