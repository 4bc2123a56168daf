package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.view.FinishedBlock;
import io.longhaul.app.view.Incomplete;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Paint;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusCommandTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// As in the design.
    private static final String DOCUMENTED = """
            {"schema":1,"jobId":"…","name":"…","workflow":"fill-cache","status":"running","reason":null,"priority":"medium","complete":false,"outputDue":false,
             "input":"","output":"","owner":{"pid":1,"alive":true},"lastCheckpointAt":null,"currentItems":[],"errorSummary":[],
             "items":{"total":503,"done":120,"failed":2,"skipped":1,"uncertain":0,"running":15,"waiting":0,"pending":365,"reused":40},
             "batches":{"current":25,"total":101,"completed":24,"remaining":77,"size":5},
             "calls":{"made":83,"reused":40,"repeated":0,"bySource":{"yahoo":{"made":83,"reused":40,"throttled":1,"failed":2}}},
             "cost":{"currency":"USD","settled":"0.0000","reserved":"0.0000","projected":"0.0000","budget":null},
             "time":{"createdAt":"…Z","startedAt":"…Z","finishedAt":null,"elapsedSeconds":12.4,"ratePerMinute":580.6,"etaAt":"…Z","expectedAt":"…Z","boundAt":"…Z","late":{"down":0,"latency":0}},
             "errors":{"byClass":{"not-found":2}},"waiting":{"until":null,"because":null}}""";

    private final Stage stage = new Stage();

    private JobRecord screen() {
        var job = stage.job("screen", 50);
        stage.state(job, JobState.RUNNING, null, "");
        for (int i = 0; i < 20; i++) {
            stage.done(job, i, i % 3 == 0 ? "K" + i + ",1\n" : "");
        }
        stage.failed(job, 20, ErrorClass.TIMEOUT, "no answer in 120 s", 3);
        return job;
    }

    private JobRecord filings() {
        var job = stage.job("filings", 20);
        stage.write(new Write.Planned(
                job.id(), Instant.parse("2026-12-04T00:15:00Z"), Instant.parse("2026-12-04T00:20:00Z")));
        stage.state(
                job,
                JobState.WAITING,
                Instant.parse("2026-11-28T00:05:00Z"),
                "gemini quota used up: 500 of 500 today (25 owners x 20)");
        for (int i = 0; i < 10; i++) {
            stage.done(job, i, "x");
        }
        return job;
    }

    @Test
    void jobsAreATableAndBelowItWhyTheyWait() {
        filings();
        screen();

        int exit = stage.run(StatusCommand::new);

        assertThat(exit).isZero();
        assertThat(stage.lines())
                .containsExactly(
                        "JOB        STATE    ITEMS       FAILED  ENDS",
                        "screen-1   running  21/50  42%       1",
                        "filings-1  waiting  10/20  50%       0  Fri 4 Dec 03:20",
                        "",
                        "filings-1: daily quota used up; goes on Sat 03:05");
    }

    @Test
    void onATerminalStatesHaveColours() {
        filings();
        stage.paint = new Paint(true);

        stage.run(StatusCommand::new);

        assertThat(stage.lines())
                .startsWith(
                        "\u001b[1mJOB        STATE    ITEMS       FAILED  ENDS\u001b[0m",
                        "filings-1  \u001b[33mwaiting\u001b[0m  10/20  50%       0  Fri 4 Dec 03:20");
    }

    @Test
    void theEndFollowsFromTheRate() {
        var job = screen();
        for (int i = 0; i < 4; i++) {
            stage.write(new Write.Snapshot(job.id(), Stage.NOW.minusSeconds(60L * (4 - i)), 5L * i, 0, 0, 0));
        }

        stage.run(StatusCommand::new);

        assertThat(stage.lines().get(1)).isEqualTo("screen-1  running  21/50  42%       1  today 12:35");
    }

    @Test
    void aJobWhoseOwnerIsGoneIsShownAsInterrupted() {
        screen();
        stage.ownerPid = null;

        stage.run(StatusCommand::new);

        assertThat(stage.lines().get(1)).startsWith("screen-1  paused ");
        assertThat(stage.lines()).last().isEqualTo("screen-1: paused: interrupted; longhaul resume screen-1");

        stage.run(StatusCommand::new, "screen-1", "--json");

        var document = MAPPER.readTree(stage.printed());
        assertThat(document.get("status").stringValue()).isEqualTo("paused");
        assertThat(document.get("reason").stringValue()).isEqualTo("interrupted");
        assertThat(document.at("/items/running").asInt()).isZero();
        assertThat(document.at("/items/pending").asInt()).isEqualTo(29);
        assertThat(document.at("/owner/alive").asBoolean()).isFalse();
    }

    @Test
    void anEmptyStatusNamesTheStoreItRead() {
        assertThat(stage.run(StatusCommand::new)).isZero();
        assertThat(stage.printed()).isEqualTo("No jobs in /home/me/data\n");

        stage.stored = false;
        stage.run(StatusCommand::new);
        assertThat(stage.printed()).isEqualTo("No jobs in /home/me/data\n");

        stage.run(StatusCommand::new, "--json");
        assertThat(MAPPER.readTree(stage.printed()).get("store").stringValue()).isEqualTo("/home/me/data");
    }

    @Test
    void endedJobsAreShownForADayOrWithAll() {
        var old = stage.job("screen", 1);
        stage.write(new Write.JobChanged(
                old.id(), JobState.COMPLETED, null, null, "", Stage.NOW.minusSeconds(100_000)));

        stage.run(StatusCommand::new);
        assertThat(stage.printed()).isEqualTo(
                "No unfinished jobs in /home/me/data; 1 ended job: longhaul status --all\n");

        stage.run(StatusCommand::new, "--all");
        assertThat(stage.lines().get(1)).startsWith("screen-1  completed");
    }

    @Test
    void theDocumentHasTheDocumentedKeysAndKinds() {
        var job = screen();
        stage.write(
                new Write.Reserved(
                        1, job.id(), 20, "run", "exec:abc", io.longhaul.engine.store.Digest.of("q"), List.of(), "me",
                        "k***1", 1, 0,
                        1, Stage.NOW),
                new Write.Reused(job.id(), "exec:abc", 3));

        stage.run(StatusCommand::new, "latest", "--json");

        var document = MAPPER.readTree(stage.printed());
        assertThat(kinds(document)).isEqualTo(kinds(MAPPER.readTree(DOCUMENTED)));
        assertThat(stage.lines()).hasSize(1);
        assertThat(document.at("/items/total").asInt()).isEqualTo(50);
        assertThat(document.at("/items/done").asInt()).isEqualTo(20);
        assertThat(document.at("/batches/current").asInt()).isEqualTo(3);
        assertThat(document.at("/batches/completed").asInt()).isEqualTo(2);
        assertThat(document.at("/batches/remaining").asInt()).isEqualTo(3);
        assertThat(document.at("/calls/bySource/exec:abc/reused").asInt()).isEqualTo(3);
        assertThat(document.at("/time/elapsedSeconds").decimalValue()).isEqualByComparingTo("794");
        assertThat(document.at("/errors/byClass/timeout").asInt()).isEqualTo(1);
        assertThat(document.at("/errorSummary/0/examples/0").stringValue()).isEqualTo("K20");
        assertThat(document.at("/cost/settled").stringValue()).isEqualTo("0.0000");
    }

    /// Paths of all keys. Names of sources, causes and classes are data, so they count as one.
    private static Set<String> kinds(JsonNode document) {
        var all = new TreeSet<String>();
        collect("", document, all);
        return all;
    }

    private static void collect(String path, JsonNode node, Set<String> all) {
        node.properties().forEach(each -> {
            boolean data = List.of("/calls/bySource", "/time/late", "/errors/byClass").contains(path);
            var below = path + "/" + (data ? "*" : each.getKey());
            all.add(below + (each.getValue().isObject() ? " {}" : each.getValue().isArray() ? " []" : ""));
            collect(below, each.getValue(), all);
        });
    }

    @Test
    void aJobThatNeverStartedHasNoNaN() {
        var job = stage.job("screen", 0);
        stage.state(job, JobState.RUNNING, null, "");
        stage.job("screen", 3);

        for (var name : List.of("screen-1", "screen-2")) {
            stage.run(StatusCommand::new, name, "--json");
            assertThat(stage.printed()).doesNotContain("NaN").doesNotContain("Infinity");
            assertThat(MAPPER.readTree(stage.printed()).at("/time/etaAt").isNull()
                    || name.equals("screen-1"))
                    .isTrue();
        }
    }

    @Test
    void moneyIsTextAndTheProjectionCountsTheRest() {
        var options = RunOptions.DEFAULT.withBudget(new BigDecimal("40"));
        var plain = Stage.draft("screen");
        var draft = new JobDraft(
                "nightly", "screen", 1, plain.settings(), "", "list.csv", "", plain.columns(), 10, 100,
                plain.createdAt(),
                false, options);
        var job = stage.job(draft, Stage.rows(4));
        stage.state(job, JobState.RUNNING, null, "");
        stage.write(
                new Write.Reserved(
                        1, job.id(), 0, "run", "llm", io.longhaul.engine.store.Digest.of("q"), List.of(), "me", "k***1",
                        1,
                        2_000_000_000L, 1, Stage.NOW),
                new Write.Settled(
                        1,
                        new io.longhaul.engine.Reply(200, java.util.Map.of(), new byte[0], Stage.NOW),
                        1_500_000_000L));
        stage.done(job, 0, "x");

        stage.run(StatusCommand::new, "nightly", "--json");

        var cost = MAPPER.readTree(stage.printed()).get("cost");
        assertThat(cost.toString()).isEqualTo(
                """
                {"currency":"USD","settled":"1.5000","reserved":"0.0000","projected":"6.0000","budget":"40.0000"}""");
        assertThat(MAPPER.readTree(stage.printed()).get("output").isNull()).isTrue();
    }

    @Test
    void aJobWhoseBudgetIsSpentSaysThatItNeedsABiggerOne() {
        var job = stage.job("screen", 4);
        stage.state(job, JobState.RUNNING, null, "");
        stage.paused(job, PauseReason.BUDGET, "budget of 1 USD is used up");

        stage.run(StatusCommand::new);
        assertThat(stage.printed().replaceAll("\\s+", " ")).contains("used up; longhaul resume screen-1 --budget USD");
        stage.run(StatusCommand::new, "screen-1");
        assertThat(stage.printed().replaceAll("\\s+", " ")).contains("used up; longhaul resume screen-1 --budget USD");
        stage.run(ExplainCommand::new, "screen-1");
        assertThat(stage.lines()).contains("Resume   longhaul resume screen-1 --budget USD");
    }

    @Test
    void aJobThatWasStoppedSaysHowLongItWorkedInTheEndAndWhenItBegan() {
        var job = stage.job("screen", 1);
        stage.state(job, JobState.RUNNING, null, "");
        stage.done(job, 0, "x");
        stage.finished(job);
        var facts = JobFacts.read(stage.store, stage.again(job), null, Stage.NOW);

        assertThat(new FinishedBlock(facts, Incomplete.NONE, "out.csv", "", Stage.NOW.minusSeconds(5)).lines(80))
                .startsWith(
                        "Finished screen-1 in 5 s; 1 row",
                        "      stopped in between; its first start was 13 min 14 s before its end");
        for (var since : Arrays.asList(null, Stage.NOW.minusSeconds(793), Stage.NOW.plusSeconds(3))) {
            assertThat(new FinishedBlock(facts, Incomplete.NONE, "out.csv", "", since).lines(80)).startsWith(
                    "Finished screen-1 in 13 min 14 s; 1 row", "    1 passed        out.csv");
        }
    }

    private static Write called(JobRecord job, long id, long position) {
        return new Write.Reserved(
                id, job.id(), position, "run", "llm", io.longhaul.engine.store.Digest.of("q" + position), List.of(),
                "me", "", 1, 0, 1, Stage.NOW);
    }

    private static Write lost(long id) {
        return new Write.Closed(id, CallState.LOST, ErrorClass.TIMEOUT, "no answer", Stage.NOW);
    }

    @Test
    void onlyLostCallsThatWereMadeAgainAreRepeated() {
        var job = stage.job("screen", 3);
        stage.write(called(job, 1, 0), lost(1), called(job, 2, 1), lost(2), called(job, 3, 1));
        stage.ended(job, 0, ItemState.UNCERTAIN, "a call may have run");

        stage.run(StatusCommand::new, "screen-1", "--json");

        var calls = MAPPER.readTree(stage.printed()).get("calls");
        assertThat(calls.get("made").asInt()).isEqualTo(3);
        assertThat(calls.get("repeated").asInt()).isEqualTo(1);
    }

    @Test
    void oneJobIsShownWithItsProgress() {
        var job = screen();
        stage.write(
                new Write.Running(job.id(), List.of(21L, 22L)),
                new Write.Pulse(Stage.NOW, job.id(), 2, 0, 2));

        stage.run(StatusCommand::new, "screen-1");

        assertThat(stage.lines())
                .containsExactly(
                        "screen-1  running  list.csv to out.csv",
                        "  21/50  42%  [########..........]  1.6/min",
                        "  batch 3 of 5   passed 7   screened out 13   failed 1",
                        "  now K21 K22",
                        "Started  today 12:16, runs in process 4711",
                        "Failed   1 timeout: K20: no answer in 120 s");
    }

    /// Its results are in `out.csv` beside `out.failed.csv`.
    private JobRecord screenInto(String output, int rows) {
        var plain = Stage.draft("screen");
        var draft = new JobDraft(
                "", "screen", 1, plain.settings(), "", "list.csv", output, plain.columns(), 10, 100,
                plain.createdAt(), false, plain.options());
        var items = new ArrayList<DraftItem>(Stage.rows(rows));
        items.set(rows - 1, new DraftItem(412, "", List.of(""), null));
        var job = stage.job(draft, items);
        stage.state(job, JobState.RUNNING, null, "");
        return job;
    }

    @Test
    void aFinishedJobIsShownAsItsRunEnded(@TempDir Path directory) throws IOException {
        stage.directory = directory;
        Files.createFile(directory.resolve("out.csv"));
        Files.createFile(directory.resolve("out.failed.csv"));
        var job = screenInto(directory.resolve("out.csv").toString(), 503);
        for (int i = 0; i < 500; i++) {
            stage.done(job, i, i < 141 ? "x" : "");
        }
        stage.failed(job, 500, ErrorClass.TIMEOUT, "no answer in 120 s", 3);
        stage.failed(job, 501, ErrorClass.TIMEOUT, "no answer in 120 s", 3);
        stage.failed(job, 502, ErrorClass.VALIDATION, "no ticker", 0);
        stage.finished(job);

        stage.run(StatusCommand::new, "screen-1");

        assertThat(stage.lines())
                .containsExactly(
                        "Finished screen-1 in 13 min 14 s; 3 of 503 rows failed",
                        "  141 passed        out.csv",
                        "  359 screened out",
                        "    3 failed        out.failed.csv",
                        "      2 timeout     K500, K501: no answer in 120 s, 3 attempts",
                        "      1 validation  row 412: no ticker",
                        "Look   longhaul explain screen-1 K500",
                        "Retry  longhaul retry screen-1 --class timeout --timeout 300");
    }

    @Test
    void rowsThatFailedByTheirInputStandLast() {
        var job = screenInto("", 4);
        stage.failed(job, 0, ErrorClass.VALIDATION, "no ticker", 0);
        stage.failed(job, 1, ErrorClass.VALIDATION, "no ticker", 0);
        stage.failed(job, 2, ErrorClass.SERVER, "status 503 " + "x".repeat(100), 4);
        stage.ended(job, 3, ItemState.UNCERTAIN, "no reply");
        stage.finished(job);

        stage.run(StatusCommand::new, "screen-1");

        assertThat(stage.lines())
                .containsExactly(
                        "Finished screen-1 in 13 min 14 s; 4 of 4 rows failed or uncertain",
                        "    0 passed",
                        "    0 screened out",
                        "    1 uncertain     longhaul items screen-1 --uncertain",
                        "    3 failed",
                        "      1 server      K2: status 503 " + "x".repeat(42) + "...",
                        "      2 validation  K0, K1: no ticker",
                        "Look   longhaul explain screen-1 K2",
                        "Retry  longhaul retry screen-1 --class server");
    }

    @Test
    void aJobWithoutFailuresAndFilesSaysHowToGetItsResults() {
        var job = stage.job("enrich", 1);
        stage.state(job, JobState.RUNNING, null, "");
        stage.done(job, 0, "x");
        stage.finished(job);

        stage.run(StatusCommand::new, "enrich-1");

        assertThat(stage.lines())
                .containsExactly(
                        "Finished enrich-1 in 13 min 14 s; 1 row",
                        "    1 done",
                        "Export longhaul export enrich-1 -o results.csv");
    }

    @Test
    void anUnknownJobIsNotFoundAndTheNearestIsNamed() {
        stage.job("screen", 1);

        assertThat(stage.run(StatusCommand::new, "scren-1")).isEqualTo(4);
        assertThat(stage.printed()).isEmpty();
        assertThat(stage.said()).isEqualTo(
                "no job \"scren-1\"; longhaul jobs lists all. Did you mean \"screen-1\"?\n");

        assertThat(stage.run(StatusCommand::new, "zzz\u001b[2J")).isEqualTo(4);
        assertThat(stage.said()).isEqualTo("no job \"zzz\\e[2J\"; longhaul jobs lists all\n");

        stage.stored = false;
        assertThat(stage.run(StatusCommand::new, "latest")).isEqualTo(4);
        assertThat(stage.said()).isEqualTo("no job yet; there is no store in /home/me/data yet\n");
    }

    @Test
    void watchingStopsWhenNothingRuns() {
        var job = screen();
        stage.run(StatusCommand::new, "screen-1", "--watch");
        assertThat(stage.pauses).isEqualTo(3);

        stage.pauses = 0;
        stage.paused(job, PauseReason.USER, "");
        stage.run(StatusCommand::new, "screen-1", "--watch");
        assertThat(stage.pauses).isZero();
    }

    @Test
    void aLongNameDoesNotPushItsLineBeyondTheScreenAndIsWholeInJson() {
        var name = "every quarter's survivors of the momentum screen, ".repeat(2);
        var plain = Stage.draft("screen");
        stage.job(new JobDraft(
                name, "screen", 1, plain.settings(), "", "/home/me/data/lists/of/2026/list.csv", "", plain.columns(),
                10, 100, plain.createdAt(), false, RunOptions.DEFAULT), Stage.rows(1));

        stage.run(JobsCommand::new);
        assertThat(stage.lines()).allMatch(line -> line.length() <= 80);
        assertThat(stage.lines().get(1)).contains("  every quarter's s...  /home/me/");

        stage.run(JobsCommand::new, "--json");
        assertThat(MAPPER.readTree(stage.printed()).at("/jobs/0/name").stringValue()).isEqualTo(name);
    }

    @Test
    void allJobsAreListedNewestFirst() {
        screen();
        var done = stage.job("filings", 3);
        stage.finished(done);

        stage.run(JobsCommand::new);
        assertThat(stage.lines())
                .containsExactly(
                        "JOB        STATE      ROWS  MADE         NAME  INPUT",
                        "filings-1  completed     3  today 12:16        list.csv",
                        "screen-1   running      50  today 12:16        list.csv");

        stage.run(JobsCommand::new, "--list-incomplete", "--json");
        var jobs = MAPPER.readTree(stage.printed()).get("jobs");
        assertThat(jobs.size()).isEqualTo(1);
        assertThat(jobs.get(0).get("jobId").stringValue()).isEqualTo("screen-1");
    }

    @Test
    void hostileTextIsShownAndNeverSent() {
        var evil = "\u001b]0;owned\u0007\u202e\r\n";
        var plain = Stage.draft("screen");
        var draft = new JobDraft(
                evil, "screen", 1, plain.settings(), "", evil, evil, plain.columns(), 10, 100, plain.createdAt(), false,
                RunOptions.DEFAULT);
        var rows = new ArrayList<>(List.of(Stage.row(0, evil), Stage.row(1, evil + "2")));
        var job = stage.job(draft, rows);
        stage.state(job, JobState.WAITING, Stage.NOW.plusSeconds(60), evil);
        stage.failed(job, 0, ErrorClass.UNKNOWN, evil, 1);
        stage.write(new Write.Running(job.id(), List.of(1L)), new Write.Pulse(Stage.NOW, job.id(), 1, 0, 0));

        for (var args : List.of(List.of("screen-1"), List.<String>of())) {
            stage.run(StatusCommand::new, args.toArray(String[]::new));
            assertThat(stage.printed().chars().filter(c -> c != '\n' && (c < 32 || c == 0x7f || c == 0x202e)))
                    .isEmpty();
        }
        stage.run(ItemsCommand::new, "screen-1");
        assertThat(stage.printed()).contains("\\e]0;owned\\x07").doesNotContain("\u001b", "\u202e", "\r");
        stage.run(ExplainCommand::new, "screen-1", evil);
        assertThat(stage.printed()).contains("\\e]0;owned\\x07").doesNotContain("\u001b", "\u202e", "\r");
        stage.run(ReportCommand::new, "screen-1");
        assertThat(stage.printed()).doesNotContain("\u001b", "\u202e", "\r");
    }

    @Test
    void skippedAndUncertainRowsCount() {
        var job = stage.job("screen", 3);
        stage.state(job, JobState.RUNNING, null, "");
        stage.ended(job, 0, ItemState.SKIPPED, "excluded");
        stage.ended(job, 1, ItemState.UNCERTAIN, "no reply");

        stage.run(StatusCommand::new, "screen-1");

        assertThat(stage.printed()).contains("skipped 1   uncertain 1");
    }
}
