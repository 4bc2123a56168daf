package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.view.Json;
import io.longhaul.app.view.Times;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.CommitFault;
import io.longhaul.testkit.ManualClock;
import io.longhaul.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is told, that it is told, and under which id.
class NoticesTest {

    private static final String HOOK = "https://hooks.example.com/in";

    /// What left: deliveries with the instant of their attempt.
    private record Sent(Delivery delivery, Instant at) {
        String id() {
            return delivery.notice().id();
        }
    }

    private final ManualClock clock = ManualClock.atMonday();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private Function<Delivery, Attempted> receiver = any -> new Attempted.Taken("204");
    private MemoryStore store = new MemoryStore();
    private Notices notices = open();

    /// With a thread that does nothing: the tests do each round themselves.
    private Notices open() {
        var opened = new Notices(store, clock, UnaryOperator.identity(), (delivery, now) -> {
            sent.add(new Sent(delivery, now));
            return receiver.apply(delivery);
        }, _ -> new Thread(() -> {}));
        opened.open();
        return opened;
    }

    /// The owner dies and another one opens the store.
    private void crash() {
        store = store.crash();
        notices = open();
    }

    private JobRecord job(String name, String... targets) {
        var draft = new JobDraft(
                name, "screen", 1, targets.length == 0 ? Map.of() : Map.of("notify", String.join("\n", targets)),
                "identity", "list.csv", "", List.of("ticker"), 10, 10, clock.instant(), false, RunOptions.DEFAULT);
        try (var loader = store.load(draft)) {
            loader.add(List.of(new DraftItem(2, "AAPL", List.of("AAPL"), null)));
            return loader.publish("identity");
        }
    }

    private void become(JobRecord job, JobState state, @Nullable PauseReason reason, String because) {
        store.commit(List.of(new Write.JobChanged(job.id(), state, reason, null, because, clock.instant())));
    }

    private void tell(JobRecord job, JobState state, @Nullable PauseReason reason, String because) {
        become(job, state, reason, because);
        notices.hear(new JobEvent.StateChanged(job.id(), state, reason, null, because));
    }

    private void round() throws InterruptedException {
        notices.courier().round();
    }

    @Test
    void aCompleteJobIsToldToAllUnderOneId() throws Exception {
        var job = job("my list", HOOK, "mailto:ann@example.com");

        tell(job, JobState.COMPLETED, null, "");
        round();
        round();

        assertThat(sent).extracting(each -> each.delivery().target().text())
                .containsExactlyInAnyOrder(HOOK, "mailto:ann@example.com");
        assertThat(sent).extracting(Sent::id).containsOnly(sent.getFirst().id());
        var notice = sent.getFirst().delivery().notice();
        var body = Json.read(notice.body());
        assertThat(body.get("id").stringValue()).isEqualTo(notice.id()).matches("msg_[0-9a-f]{32}");
        assertThat(body.get("type").stringValue()).isEqualTo("job.completed");
        assertThat(body.get("occurredAt").stringValue()).isEqualTo("2026-11-02T14:30:00Z");
        assertThat(body.get("job").toString())
                .isEqualTo("{\"id\":\"screen-1\",\"name\":\"my list\",\"workflow\":\"screen\"}");
        assertThat(body.get("state").stringValue()).isEqualTo("completed");
        assertThat(body.get("counts").get("total").intValue()).isEqualTo(1);
        assertThat(body.get("cost").get("settled").stringValue()).isEqualTo("0.0000");
        assertThat(body.get("links").isEmpty()).isTrue();
        assertThat(notice.subject()).isEqualTo("Longhaul: screen-1 (my list) completed");
        assertThat(notice.text()).contains("Finished screen-1; 1 row\n");
        assertThat(NoticeLog.of(store, job.id()).lines(new Times(clock.instant(), ZoneOffset.UTC), 100))
                .containsExactly(
                        "Notice   completed to https://hooks.example.com/…: delivered 14:30",
                        "Notice   completed to ann@example.com: delivered 14:30");
    }

    @Test
    void aServiceNamesItself() throws Exception {
        notices.servedAt("http://127.0.0.1:8787");

        tell(job("", HOOK), JobState.COMPLETED, null, "");
        round();

        assertThat(Json.read(sent.getFirst().delivery().notice().body()).get("links").get("job").stringValue())
                .isEqualTo("http://127.0.0.1:8787/v1/jobs/screen-1");
    }

    @Test
    void pausesAreToldButNotOnesOwn() throws Exception {
        var job = job("", HOOK);
        tell(job, JobState.PAUSED, PauseReason.USER, "stopped with Ctrl-C");
        tell(job, JobState.PAUSED, PauseReason.INTERRUPTED, Slice.ENDED);
        tell(job, JobState.CANCELLED, null, "");
        tell(job, JobState.RUNNING, null, "");
        tell(job, JobState.WAITING, null, "quota");
        round();
        assertThat(sent).isEmpty();

        tell(job, JobState.PAUSED, PauseReason.BUDGET, "$4.00 of $4.00 spent");
        tell(job, JobState.PAUSED, PauseReason.NEEDS_HUMAN, "5 like failures");
        tell(job, JobState.PAUSED, PauseReason.DISK, "no space");
        tell(job, JobState.PAUSED, PauseReason.INTERRUPTED, "the process ended");
        tell(job, JobState.FAILED, null, "broken");
        round();

        assertThat(sent).extracting(each -> each.delivery().notice().what()).containsExactlyInAnyOrder(
                "paused: budget", "paused: needs-human", "paused: disk", "paused: interrupted", "failed");
        assertThat(sent).extracting(each -> Json.read(each.delivery().notice().body()).get("type").stringValue())
                .containsOnly("job.paused", "job.needs-person");
        assertThat(sent).extracting(Sent::id).doesNotHaveDuplicates();
    }

    @Test
    void whoIsNotToBeToldLeavesNothing() throws Exception {
        var job = job("");

        tell(job, JobState.COMPLETED, null, "");
        round();

        assertThat(sent).isEmpty();
        assertThat(store.keptSize("notices").documents()).isZero();
        assertThat(store.keptSize("notices.told").documents()).isZero();
    }

    @Test
    void whatIsNotTakenIsSentAgainTheSameUntilItIsGivenUp() throws Exception {
        receiver = any -> new Attempted.Failed("500");
        var job = job("", HOOK);

        tell(job, JobState.COMPLETED, null, "");
        for (int seconds = 0; seconds < 40 * 3_600; seconds += 10) {
            round();
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(sent).hasSize(7);
        assertThat(sent).extracting(Sent::id).containsOnly(sent.getFirst().id());
        assertThat(sent).extracting(each -> each.delivery().notice()).containsOnly(sent.getFirst().delivery().notice());
        var wanted = List.of(30, 300, 1_800, 7_200, 28_800, 86_400);
        for (int i = 0; i < 6; i++) {
            var wait = Duration.between(sent.get(i).at(), sent.get(i + 1).at()).toSeconds();
            assertThat((double) wait).isBetween(wanted.get(i) * 0.9 - 10, wanted.get(i) * 1.1 + 10);
        }
        assertThat(lines(job)).singleElement().asString().contains("given up").contains("7 attempts: 500");
    }

    private List<String> lines(JobRecord job) {
        return NoticeLog.of(store, job.id()).lines(new Times(clock.instant(), ZoneOffset.UTC), 200);
    }

    @Test
    void aWaitingNoticeOutlivesItsOwnerWithIdAndSchedule() throws Exception {
        receiver = any -> new Attempted.Failed("500");
        tell(job("", HOOK), JobState.COMPLETED, null, "");
        round();
        receiver = any -> new Attempted.Taken("204");

        crash();
        round();
        assertThat(sent).hasSize(1); // not due yet
        clock.advance(Duration.ofSeconds(40));
        round();
        crash();
        clock.advance(Duration.ofDays(2));
        round();

        assertThat(sent).hasSize(2);
        assertThat(sent).extracting(Sent::id).containsOnly(sent.getFirst().id());
    }

    @Test
    void aCrashBeforeTheFirstAttemptLosesNothing() throws Exception {
        tell(job("", HOOK, "mailto:ann@example.com"), JobState.PAUSED, PauseReason.BUDGET, "spent");

        crash();
        round();

        assertThat(sent).hasSize(2);
    }

    @Test
    void aCrashBetweenAnEndAndItsNoticeIsMadeGoodOnce() throws Exception {
        var job = job("", HOOK);
        var other = job("", HOOK);
        become(job, JobState.COMPLETED, null, "");
        become(other, JobState.PAUSED, PauseReason.NEEDS_HUMAN, "5 like failures");

        crash();
        round();
        crash();
        round();

        assertThat(sent).extracting(each -> each.delivery().notice().what())
                .containsExactlyInAnyOrder("completed", "paused: needs-human");
    }

    @Test
    void whatWasToldIsNotToldAgainAfterACrash() throws Exception {
        var job = job("", HOOK);
        tell(job, JobState.COMPLETED, null, "");
        round();

        crash();
        round();

        assertThat(sent).hasSize(1);
    }

    @Test
    void aJobThatGoesOnAndPausesAgainIsToldAgain() throws Exception {
        var job = job("", HOOK);
        for (int i = 0; i < 2; i++) {
            tell(job, JobState.PAUSED, PauseReason.BUDGET, "spent");
            tell(job, JobState.RUNNING, null, "");
        }
        round();
        become(job, JobState.PAUSED, PauseReason.BUDGET, "spent");

        crash(); // before it was heard
        round();

        assertThat(sent).hasSize(3);
        assertThat(sent).extracting(Sent::id).doesNotHaveDuplicates();
    }

    @Test
    void aFullDiskIsToldAndToldUnderTheSameIdOnceThereIsRoom() throws Exception {
        var job = job("", HOOK);
        become(job, JobState.PAUSED, PauseReason.DISK, "no space");
        store.failCommits(new CommitFault() {
            @Override
            public void before(List<Write> writes) {
                throw new StoreException(StoreException.Kind.FULL, "no space");
            }
        });
        notices.hear(new JobEvent.StateChanged(job.id(), JobState.PAUSED, PauseReason.DISK, null, "no space"));
        round();

        clock.advance(Duration.ofMinutes(1));
        crash();
        round();

        assertThat(sent).hasSize(2);
        assertThat(sent).extracting(Sent::id).containsOnly(sent.getFirst().id());
    }

    @Test
    void gone410EndsWhatIsOnItsWayUntilALaterJobNamesItAgain() throws Exception {
        var job = job("", HOOK, "https://other.example.com/");
        receiver = delivery -> delivery.target().text().equals(HOOK)
                ? new Attempted.Gone("410")
                : new Attempted.Taken("200");
        tell(job, JobState.PAUSED, PauseReason.BUDGET, "spent");
        round();
        tell(job, JobState.COMPLETED, null, "");
        round();
        assertThat(sent).extracting(each -> each.delivery().target().text())
                .containsExactlyInAnyOrder(HOOK, "https://other.example.com/", "https://other.example.com/");
        assertThat(lines(job)).filteredOn(line -> line.contains("hooks.")).containsExactly(
                "Notice   paused: budget to https://hooks.example.com/…: the receiver wants none (410)",
                "Notice   completed to https://hooks.example.com/…: the receiver wants none (not sent: it answered 410 before)");

        clock.advance(Duration.ofMinutes(1));
        tell(job("", HOOK), JobState.COMPLETED, null, "");
        round();

        assertThat(sent).hasSize(4);
    }

    @Test
    void aSenderThatBreaksIsAFailedAttempt() throws Exception {
        receiver = any -> {
            throw new IllegalStateException("canary");
        };
        var job = job("", HOOK);

        tell(job, JobState.COMPLETED, null, "");
        round();
        round();

        assertThat(sent).hasSize(1);
        assertThat(lines(job)).singleElement().asString().contains("could not be sent: IllegalStateException")
                .doesNotContain("canary");
    }

    @Test
    void namesFromStrangersStayOneLine() throws Exception {
        var evil = "x\r\nBcc: eve@example.com\r\n\r\nbody\u2028\u202e\u001b[31m";
        var job = job(evil, HOOK);

        tell(job, JobState.COMPLETED, null, "");
        round();

        var notice = sent.getFirst().delivery().notice();
        assertThat(notice.subject()).doesNotContain("\n", "\r", "\u2028", "\u202e", "\u001b");
        assertThat(notice.text().lines().toList()).noneMatch(line -> line.startsWith("Bcc"));
        assertThat(Json.read(notice.body()).get("job").get("name").stringValue()).isEqualTo(evil);
    }

    @Test
    void theLogOfAJobIsBounded() throws Exception {
        var job = job("", HOOK);

        for (int i = 0; i < 60; i++) {
            tell(job, JobState.PAUSED, PauseReason.BUDGET, "spent");
            tell(job, JobState.RUNNING, null, "");
            round();
        }

        assertThat(new ArrayList<>(sent)).hasSize(60);
        assertThat(store.keptSize("notices").documents()).isZero();
        assertThat(store.keptSize("notices.log").documents()).isEqualTo(50);
    }
}
