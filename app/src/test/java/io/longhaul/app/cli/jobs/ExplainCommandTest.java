package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoreView.Latency;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Instant RESET = Instant.parse("2026-11-28T08:05:00Z");

    private final Stage stage = new Stage();

    private record Limited(String gate) implements Source<String, String> {
        @Override
        public Spec spec() {
            var quota = Quota.daily(20, ZoneId.of("America/Los_Angeles"));
            return new Spec("gemini", 1, Limits.none(gate).with(quota), Price.FREE,
                    Reuse.store(Duration.ofDays(365)));
        }

        @Override
        public String canonical(String question) {
            return question;
        }

        @Override
        public Request request(String question, Key key) {
            throw new IllegalStateException("nothing is sent");
        }

        @Override
        public Answer<String> read(String question, Reply reply) {
            throw new IllegalStateException("nothing is read");
        }
    }

    /// 3,500 rows left, 25 owners that have all used their 20 of today.
    private static PlanRequest rest() {
        return rest("gemini");
    }

    private static PlanRequest rest(String gate) {
        var owners = new ArrayList<OwnerState>();
        IntStream.range(0, 25).forEach(i -> owners.add(new OwnerState("owner-" + i, List.of(20L), null)));
        var seen = SourceFacts.Observed.nothing().withLatency(new Latency(2_000, 5_000, 100));
        return new PlanRequest(
                Outline.of("filings", 1).onePerItem(new Limited(gate)),
                new ListFacts(3_500, List.of(), 0, 20),
                Map.of("gemini", SourceFacts.fresh().withOwners(owners).withObserved(seen)),
                4,
                Stage.NOW);
    }

    private JobRecord waiting() {
        var job = stage.job("filings", 20);
        stage.write(new Write.Planned(
                job.id(), Instant.parse("2026-12-04T08:05:00Z"), Instant.parse("2026-12-04T08:10:00Z")));
        stage.state(job, JobState.WAITING, RESET, "gemini quota used up: 500 of 500 today (25 owners x 20)");
        stage.write(new Write.Late(job.id(), "down", 240_000), new Write.Late(job.id(), "latency", 60_000));
        for (int i = 0; i < 4; i++) {
            stage.failed(job, i, ErrorClass.NOT_FOUND, "no such filing", 1);
        }
        return job;
    }

    @Test
    void aWaitingJobSaysWhyAndWhenItWakes() {
        waiting();
        stage.rest = rest();

        assertThat(stage.run(ExplainCommand::new, "filings-1")).isZero();

        assertThat(stage.lines())
                .containsExactly(
                        "Waiting  gemini quota used up: 500 of 500 today (25 owners x 20)",
                        "Wakes    Sat 28 Nov 11:05, by itself if this computer is awake",
                        "         (Los Angeles midnight + 5 min)",
                        "Ends     Fri 4 Dec 11:10; limits allow 11:05 at the earliest",
                        "Late     5 min: asleep 4, latency 1",
                        "Cost     $0.00 settled, $0.00 reserved",
                        "Sooner   5 more owners: 1 day",
                        "Failed   4: longhaul items filings-1 --failed");
    }

    /// It counts by itself: there is nobody to add.
    @Test
    void aWrappedCommandHasNoOwnersToAdd() {
        waiting();
        stage.rest = rest("exec:0123abcd");

        stage.run(ExplainCommand::new, "filings-1");
        assertThat(stage.printed()).contains("Ends ").doesNotContain("Sooner", "owner ");

        stage.run(ExplainCommand::new, "filings-1", "--json");
        assertThat(MAPPER.readTree(stage.printed()).get("sooner").isNull()).isTrue();
    }

    @Test
    void statusSaysTheSame() {
        waiting();
        stage.rest = rest();
        stage.run(ExplainCommand::new, "filings-1", "--json");
        var explained = MAPPER.readTree(stage.printed());

        stage.run(StatusCommand::new, "filings-1", "--json");
        var time = MAPPER.readTree(stage.printed()).get("time");

        assertThat(time.get("boundAt")).isEqualTo(explained.get("boundAt"));
        assertThat(time.get("expectedAt")).isEqualTo(explained.get("expectedAt"));
        assertThat(time.at("/late/down").asInt()).isEqualTo(240);
        stage.run(StatusCommand::new, "filings-1");
        assertThat(stage.printed()).contains("Ends     Fri 4 Dec 11:10; limits allow 11:05 at the earliest");
    }

    @Test
    void beforeAnythingWasTimedTheEndIsNotKnown() {
        var job = stage.job("filings", 20);
        stage.write(new Write.Planned(job.id(), Instant.parse("2026-12-04T08:05:00Z"), null));
        stage.state(job, JobState.RUNNING, null, "");

        stage.run(StatusCommand::new, "filings-1");
        assertThat(stage.printed()).contains("not known yet; limits allow Fri 4 Dec 11:05 at the earliest");
        stage.run(ExplainCommand::new, "filings-1");
        assertThat(stage.printed()).contains("not known yet; limits allow Fri 4 Dec 11:05 at the earliest");
    }

    @Test
    void theRateOfTodayPromisesNoEndBeforeTheLimitsAllowOne() {
        var job = stage.job("filings", 20);
        stage.write(new Write.Planned(job.id(), Instant.parse("2026-12-04T08:05:00Z"), null));
        stage.state(job, JobState.RUNNING, null, "");
        for (int i = 0; i < 4; i++) {
            stage.write(new Write.Snapshot(job.id(), Stage.NOW.minusSeconds(60L * (4 - i)), 5L * i, 0, 0, 0));
        }

        stage.run(ExplainCommand::new, "filings-1");
        assertThat(stage.lines()).contains("Ends     Fri 4 Dec 11:05; limits allow 11:05 at the earliest");
        stage.write(new Write.Late(job.id(), "paused", 3_600_000));
        stage.run(StatusCommand::new);
        assertThat(stage.lines().get(1)).endsWith("Fri 4 Dec 12:05");
    }

    @Test
    void whatWasLostSinceMovesTheExpectedEnd() {
        var job = waiting();
        stage.write(new Write.Late(job.id(), "paused", 3_600_000));

        stage.run(ExplainCommand::new, "filings-1");

        assertThat(stage.lines()).contains("Ends     Fri 4 Dec 12:10; limits allow 11:05 at the earliest");
    }

    @Test
    void whatTheLimitsAllowedIsNotSaidOnceItIsPast() {
        var job = waiting();
        stage.write(new Write.Planned(job.id(), Stage.NOW, Stage.NOW.plusSeconds(600)));

        stage.run(ExplainCommand::new, "filings-1");

        assertThat(stage.printed()).contains("Ends     ").doesNotContain("at the earliest");
    }

    @Test
    void withoutAPlanTheStoredOneAndItsLatenessAreShown() {
        waiting();

        stage.run(ExplainCommand::new, "filings-1");

        assertThat(stage.lines())
                .contains("Ends     Fri 4 Dec 11:10; limits allow 11:05 at the earliest")
                .noneMatch(line -> line.startsWith("Sooner") || line.contains("midnight"));
    }

    @Test
    void programsGetTheSame() {
        waiting();
        stage.rest = rest();

        stage.run(ExplainCommand::new, "filings-1", "--json");

        var document = MAPPER.readTree(stage.printed());
        assertThat(document.get("wakesAt").stringValue()).isEqualTo("2026-11-28T08:05:00Z");
        assertThat(document.get("boundAt").stringValue()).isEqualTo("2026-12-04T08:05:00Z");
        assertThat(document.at("/late/down").asInt()).isEqualTo(240);
        assertThat(document.at("/sooner/owners").asInt()).isEqualTo(5);
        assertThat(document.at("/sooner/seconds").asInt()).isEqualTo(86_400);
    }

    @Test
    void aRunningJobSaysWhatIsInWork() {
        var job = stage.job("screen", 5);
        stage.state(job, JobState.RUNNING, null, "");
        stage.write(new Write.Running(job.id(), List.of(0L, 1L)), new Write.Pulse(Stage.NOW, job.id(), 2, 0, 1));

        stage.run(ExplainCommand::new, "screen-1");

        assertThat(stage.lines())
                .containsExactly(
                        "Running  2 rows in work, 1 call open: K0 K1",
                        "Ends     not known yet",
                        "Cost     $0.00 settled, $0.00 reserved");
    }

    @Test
    void aPausedJobSaysWhatToDo() {
        var job = stage.job("screen", 5);
        stage.paused(job, PauseReason.NEEDS_HUMAN, "five rows failed alike: sh: 1: python: not found");

        stage.run(ExplainCommand::new, "screen-1");
        assertThat(stage.lines())
                .startsWith(
                        "Paused   needs-human, five rows failed alike: sh: 1: python: not found",
                        "Resume   longhaul resume screen-1");

        stage.state(job, JobState.RUNNING, null, "");
        stage.ownerPid = null;
        stage.run(ExplainCommand::new, "screen-1");
        assertThat(stage.lines()).startsWith("Paused   interrupted: the process that ran it has ended");
    }

    private JobRecord withCalls() {
        var job = stage.job("screen", 3);
        stage.state(job, JobState.RUNNING, null, "");
        for (int attempt = 1; attempt <= 2; attempt++) {
            var sent = Stage.NOW.minusSeconds(600 - 200L * attempt);
            stage.write(
                    new Write.Reserved(
                            attempt, job.id(), 1, "profile", "llm.text", Digest.of("q"), List.of(), "me", "sk***9", 1,
                            20_000_000, attempt, sent),
                    attempt == 1
                            ? new Write.Closed(1, CallState.LOST, ErrorClass.TIMEOUT, "no answer in 120 s",
                                    sent.plusSeconds(120))
                            : new Write.Settled(2, new Reply(500, Map.of(), new byte[0], sent.plusMillis(340)), 0));
        }
        stage.write(new Write.Read(2, -1, CallState.FAILED, ErrorClass.SERVER, "status 500"));
        stage.failed(job, 1, ErrorClass.SERVER, "gave up", 2);
        return job;
    }

    @Test
    void anItemThatWasRetriedSaysOfWhichRunsItTellsTheSum() {
        var job = withCalls();
        stage.write(new Write.Reopened(job.id(), ItemFilter.all(), Stage.NOW));
        stage.failed(job, 1, ErrorClass.SERVER, "gave up", 2);

        assertThat(stage.run(ExplainCommand::new, "screen-1", "row:3")).isZero();

        assertThat(stage.lines()).contains("Spent    2 calls, $0.00; since it was retried");
    }

    @Test
    void anItemShowsItsCallsFromTheLedger() {
        withCalls();

        assertThat(stage.run(ExplainCommand::new, "screen-1", "row:3")).isZero();

        assertThat(stage.lines())
                .containsExactly(
                        "Item     K1, row 3 of screen-1",
                        "State    failed today 12:29, server: gave up, 2 attempts",
                        "Spent    2 calls, $0.00",
                        "",
                        "TIME   SOURCE    STEP     TRY  STATE   CLASS    COST   TOOK     KEY",
                        "12:23  llm.text  profile    1  lost    timeout  $0.02  120.0 s  sk***9",
                        "12:26  llm.text  profile    2  failed  server   $0.00   340 ms  sk***9",
                        "",
                        "Last     status 500");
    }

    @Test
    void anItemsCallsAreJsonToo() {
        withCalls();

        stage.run(ExplainCommand::new, "screen-1", "K1", "--json");

        var call = MAPPER.readTree(stage.printed()).at("/calls/0");
        assertThat(call.get("state").stringValue()).isEqualTo("lost");
        assertThat(call.get("latencyMillis").asInt()).isEqualTo(120_000);
        assertThat(call.get("cost").stringValue()).isEqualTo("0.0200");
        assertThat(call.get("key").stringValue()).isEqualTo("sk***9");
    }

    @Test
    void anItemThatWaitsSaysUntilWhen() {
        var job = waiting();
        stage.write(new Write.Parked(job.id(), 7, RESET, "gemini quota used up"));

        stage.run(ExplainCommand::new, "filings-1", "K7");

        assertThat(stage.lines())
                .containsExactly(
                        "Item     K7, row 9 of filings-1",
                        "State    waiting: gemini quota used up; goes on Sat 11:05",
                        "No calls of its own");
    }

    @Test
    void anItemThatWaitsForItsCommandsLimitsIsNotRunning() {
        var job = waiting();
        stage.write(
                new Write.Parked(job.id(), 7, RESET, "exec:0c17e8d1"),
                new Write.Running(job.id(), List.of(7L)),
                new Write.Pulse(Stage.NOW, job.id(), 1, 1, 0));

        stage.run(ExplainCommand::new, "filings-1", "K7");

        assertThat(stage.lines())
                .contains("State    waiting for the limits of the command; goes on Sat 11:05");
    }

    @Test
    void anUnknownItemIsNotFound() {
        withCalls();

        assertThat(stage.run(ExplainCommand::new, "screen-1", "ZZZZ")).isEqualTo(4);
        assertThat(stage.said()).isEqualTo(
                "screen-1 has no item \"ZZZZ\"; want a key, KEY#2 for its second row, or row:412\n");
    }

    @Test
    void withoutAJobTheErrorClassesAreShown() {
        stage.stored = false;

        assertThat(stage.run(ExplainCommand::new)).isZero();

        assertThat(stage.lines())
                .hasSize(15)
                .contains(
                        "CLASS       RETRIES  AFTER                   AT MOST  THEN",
                        "network           3  5 s + 5 s each time     30 s     fail",
                        "auth              0                                   pause")
                .last().asString().endsWith("resumes or retries the job.");

        stage.run(ExplainCommand::new, "--json");
        assertThat(MAPPER.readTree(stage.printed()).get("errorClasses").size()).isEqualTo(11);
    }

    @Test
    void theReportSaysWhyRowsFailedAndWhatToDo() {
        withCalls();
        var job = stage.job("screen", 10);
        stage.done(job, 0, "x");
        stage.failed(job, 1, ErrorClass.TIMEOUT, "slow", 3);
        stage.failed(job, 2, ErrorClass.TIMEOUT, "slow", 3);
        stage.failed(job, 3, ErrorClass.VALIDATION, "no ticker", 0);

        assertThat(stage.run(ReportCommand::new, "screen-2")).isZero();

        assertThat(stage.lines())
                .startsWith(
                        "Report   screen-2: 4 of 10 rows ended, 3 failed, 0 uncertain, 0 skipped",
                        "Health   43 of 100; rate steady; breaker closed",
                        "",
                        "ROWS  SHARE  CLASS       WHAT TO DO",
                        "   2    67%  timeout     the command took longer than --timeout: see where it",
                        "                         hangs, or retry with a longer one",
                        "   1    33%  validation  correct these rows (retry --input FILE), or the command",
                        "                         if its output was refused",
                        "",
                        "Retry    2 of 3 may succeed unchanged",
                        "Issues   2 of 4 items failed: timeout")
                .last()
                .isEqualTo("Rows     longhaul items screen-2 --failed");

        stage.run(ReportCommand::new, "screen-2", "--json");
        var document = MAPPER.readTree(stage.printed());
        assertThat(document.at("/breakdown/0/examples/0").stringValue()).isEqualTo("K1");
        assertThat(document.get("worthRetrying").asInt()).isEqualTo(2);
        assertThat(document.at("/health/score").asInt()).isEqualTo(43);
    }
}
