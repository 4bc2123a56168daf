package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveDriverTest {

    private static final InstantSource NOW = InstantSource.system();
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withConcurrency(4).withTimeout(Duration.ofSeconds(5));

    private MemoryStore store = new MemoryStore();
    private Longhaul longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());

    @AfterEach
    void close() {
        longhaul.close();
    }

    /// A workflow of one function over the item's key.
    private record Flow(List<Source<?, ?>> sources, BiFunction<String, Steps, List<String>> work)
            implements Workflow<String, String> {
        @Override
        public Outline outline() {
            var outline = Outline.of("test", 1);
            for (var source : sources) {
                outline = outline.perItem(0, 2, source);
            }
            return outline;
        }

        @Override
        public String item(Row row) {
            if (row.cells().getFirst().startsWith("bad")) {
                throw new IllegalArgumentException("a bad row");
            }
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String item, Steps steps) {
            return work.apply(item, steps);
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private JobHandle start(List<String> keys, RunOptions options, Workflow<?, ?> flow, Transport transport) {
        var draft = new JobDraft(
                "t", "test", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, NOW.instant(), false, options);
        var items = new ArrayList<DraftItem>();
        for (int i = 0; i < keys.size(); i++) {
            items.add(new DraftItem(i + 1L, keys.get(i), List.of(keys.get(i)), null));
        }
        return longhaul.start(longhaul.submit(draft, items.iterator(), "id"), flow, source -> transport);
    }

    private static Spec free(String name) {
        return new Spec(name, 1, Limits.none(name), Price.FREE, Reuse.store(Duration.ofDays(1)));
    }

    private static Flow asks(Source<String, String> source) {
        return new Flow(List.of(source), (key, steps) -> List.of(steps.ask("step", source, key)));
    }

    private List<Outcome> outcomes(JobHandle job) {
        return store.ended(job.id(), ItemFilter.all(), 0, 100_000).stream().map(ended -> ended.outcome()).toList();
    }

    private static List<String> keys(int count) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            keys.add("K" + i);
        }
        return keys;
    }

    @Test
    void everyItemIsAskedOnceAndEnds() throws InterruptedException {
        var transport = transport(path -> ok("<" + path + ">"));
        var job = start(keys(100), OPTIONS, asks(new FakeSource(free("free"))), transport);

        var record = job.await();

        assertThat(record.state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).hasSize(100).doesNotHaveDuplicates();
        assertThat(transport.mostOpen()).isLessThanOrEqualTo(4);
        assertThat(outcomes(job)).hasSize(100)
                .allMatch(outcome -> outcome.state() == ItemState.DONE && outcome.calls() == 1);
        assertThat(ResultCodec.decode(outcomes(job).get(7).result()).getFirst().getFirst()).isEqualTo("<K7>");
    }

    @Test
    void duplicateRowsShareOneCallAndBothAreKept() throws InterruptedException {
        var transport = transport(path -> ok("v"));
        var job = start(List.of("A", "B", "A", "A"), OPTIONS, asks(new FakeSource(free("free"))), transport);

        job.await();

        assertThat(transport.sent()).containsExactlyInAnyOrder("A", "B");
        assertThat(outcomes(job)).hasSize(4).allMatch(outcome -> outcome.rows() == 1);
        assertThat(job.counts().reused()).isEqualTo(2);
    }

    @Test
    void aSecondJobTakesStoredAnswers() throws InterruptedException {
        var transport = transport(path -> ok("v"));
        var source = new FakeSource(free("free"));
        start(keys(10), OPTIONS, asks(source), transport).await();

        var again = start(keys(12), OPTIONS, asks(source), transport);
        again.await();

        assertThat(transport.sent()).hasSize(12);
        assertThat(again.counts().reused()).isEqualTo(10);
        assertThat(again.counts().calls()).containsEntry("free", new JobCounts.CallCounts(2, 10, 0, 0, 0));
    }

    @Test
    void rowsAndCodeThatFailEndWithTheirReasonAndTheRestRuns() throws InterruptedException {
        var source = new FakeSource(free("free"));
        var flow = new Flow(List.of(source), (key, steps) -> switch (key) {
            case "skipped" -> throw steps.skip("not wanted");
            case "failed" -> throw steps.fail(ErrorClass.VALIDATION, "not good");
            case "thrown" -> throw new IllegalStateException("a defect");
            case "missing" -> List.of(steps.ask("step", source, "missing"));
            case "large" -> List.of(steps.ask("step", source, "large"));
            default -> List.of(key);
        });
        var transport = transport(path -> path.equals("missing") ? reply(404) : reply(413));
        var job = start(
                List.of("skipped", "failed", "thrown", "missing", "large", "bad row", "fine"), OPTIONS, flow,
                transport);

        assertThat(job.await().state()).isEqualTo(JobState.COMPLETED);

        assertThat(outcomes(job).stream().map(each -> each.state() + " " + each.errorClass() + " " + each.reason()))
                .containsExactly(
                        "SKIPPED null not wanted",
                        "FAILED VALIDATION not good",
                        "FAILED UNKNOWN java.lang.IllegalStateException: a defect",
                        "FAILED NOT_FOUND no such thing",
                        "SKIPPED null too large",
                        "FAILED VALIDATION a bad row",
                        "DONE null ");
    }

    @Test
    void codeThatCatchesTheUnwindingDoesNoHarm() throws InterruptedException {
        var source = new FakeSource(free("free"));
        var flow = new Flow(List.of(source), (key, steps) -> {
            try {
                throw steps.skip("stop here");
            } catch (Throwable swallowed) {
                try {
                    steps.ask("step", source, "never");
                } catch (Throwable again) {
                    return List.of("went on");
                }
                return List.of("asked");
            }
        });
        var transport = transport(path -> ok("v"));
        var job = start(List.of("one"), OPTIONS, flow, transport);

        job.await();

        assertThat(outcomes(job).getFirst().state()).isEqualTo(ItemState.SKIPPED);
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void stepsRefuseOtherThreads() throws InterruptedException {
        var seen = new ConcurrentHashMap<String, String>();
        var flow = new Flow(List.of(), (key, steps) -> {
            var other = new Thread(() -> {
                try {
                    steps.today();
                } catch (IllegalStateException refused) {
                    seen.put(key, String.valueOf(refused.getMessage()));
                }
            });
            other.start();
            join(other);
            return List.of();
        });

        start(List.of("one"), OPTIONS, flow, transport(path -> ok(""))).await();

        assertThat(seen.get("one")).contains("thread of their item");
    }

    @Test
    void aMinuteLimitIsWaitedOutWithoutUsingAnAttempt() throws InterruptedException {
        var refusals = new AtomicInteger(3);
        var transport = transport(path -> refusals.getAndDecrement() > 0
                ? new FakeTransport(NOW, any -> null).reply(429, "", Map.of("retry-after", "0"))
                : ok("v"));
        var job = start(keys(5), OPTIONS.withMaxRetries(0), asks(new FakeSource(free("free"))), transport);

        assertThat(job.await().state()).isEqualTo(JobState.COMPLETED);

        assertThat(job.counts().done()).isEqualTo(5);
        assertThat(job.counts().calls()).containsEntry("free", new JobCounts.CallCounts(8, 0, 3, 0, 0));
    }

    @Test
    void fiveLikeFailuresBeforeAnySuccessPauseTheJob() throws InterruptedException {
        var transport = transport(path -> reply(500));
        var job = start(keys(50), OPTIONS.withMaxRetries(0), asks(new FakeSource(free("free"))), transport);

        var record = job.await();

        assertThat(record.state()).isEqualTo(JobState.PAUSED);
        assertThat(record.reason()).isEqualTo(PauseReason.NEEDS_HUMAN);
        assertThat(record.because()).contains("5 like failures").contains("status 500");
        assertThat(job.counts().failed()).isBetween(5L, 12L);
    }

    @Test
    void aRefusedKeyPausesTheJobAndResumingFinishesIt() throws InterruptedException {
        var accepted = new AtomicInteger();
        var transport = transport(path -> accepted.get() == 0 ? reply(401) : ok("v"));
        var source = new FakeSource(free("free"));
        var job = start(keys(20), OPTIONS, asks(source), transport);

        assertThat(job.await().reason()).isEqualTo(PauseReason.NEEDS_HUMAN);
        assertThat(job.counts().ended()).isZero();
        accepted.set(1);
        var resumed = longhaul.resume(job.record(), asks(source), any -> transport);

        assertThat(resumed.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(resumed.counts().done()).isEqualTo(20);
    }

    @Test
    void aDayThatIsUsedUpAtAnUpstreamWhoseQuotaNobodyDeclaredIsWaitedOut() throws InterruptedException {
        var waiting = new CountDownLatch(1);
        longhaul.driver().listen(event -> {
            if (event instanceof io.longhaul.engine.event.JobEvent.StateChanged changed
                    && changed.state() == JobState.WAITING) {
                waiting.countDown();
            }
        });
        var transport = transport(
                path -> new FakeTransport(NOW, any -> null).reply(429, "", Map.of("scope", "owner")));
        var job = start(keys(2), OPTIONS, asks(new FakeSource(free("free"))), transport);

        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(job.record().until()).isAfter(Instant.now());
        assertThat(job.record().because()).isEqualTo("free says that its quota is used up");
        job.pause(PauseReason.USER, "");
        assertThat(job.await().state()).isEqualTo(JobState.PAUSED);
    }

    @Test
    void aBudgetPausesAndIsNeverExceeded() throws InterruptedException {
        var source = new FakeSource(new Spec(
                "paid", 1, Limits.none("paid"), Price.perCall("0.02"), Reuse.store(Duration.ofDays(1))));
        var transport = transport(path -> ok("v"));
        var job = start(keys(50), OPTIONS.withBudget(new BigDecimal("0.33")), asks(source), transport);

        var record = job.await();

        assertThat(record.reason()).isEqualTo(PauseReason.BUDGET);
        assertThat(transport.sent()).hasSize(16);
        assertThat(job.counts().costNanos()).isEqualTo(320_000_000L);
        assertThat(job.counts().done()).isEqualTo(16);
    }

    @Test
    void aLostPaidCallIsUncertainWhereThePolicySaysSo() throws InterruptedException {
        var source = new FakeSource(new Spec(
                "paid", 1, Limits.none("paid"), Price.perCall("0.02"), Reuse.store(Duration.ofDays(1)),
                UnknownFate.UNCERTAIN, Duration.ZERO));
        var transport = transport(
                path -> path.equals("K1") ? new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in 5 s") : ok("v"));
        var job = start(keys(3), OPTIONS, asks(source), transport);

        job.await();

        assertThat(transport.sent()).hasSize(3);
        assertThat(outcomes(job).get(1).state()).isEqualTo(ItemState.UNCERTAIN);
        assertThat(outcomes(job).get(1).attempts()).isEqualTo(1);
        assertThat(outcomes(job).get(1).reason()).contains("may have run");
        assertThat(job.counts().reservedNanos()).isEqualTo(20_000_000L);
    }

    @Test
    void aQuotaParksItemsAndTheJobWaits() throws InterruptedException {
        var limits = Limits.none("scarce").with(Quota.daily(3, ZoneId.of("UTC")));
        var source = new FakeSource(new Spec("scarce", 1, limits, Price.FREE, Reuse.store(Duration.ofDays(1))));
        var transport = transport(path -> ok("v"));
        var waiting = new CountDownLatch(1);
        longhaul.driver().listen(event -> {
            if (event instanceof io.longhaul.engine.event.JobEvent.StateChanged changed
                    && changed.state() == JobState.WAITING) {
                waiting.countDown();
            }
        });
        var job = start(keys(10), OPTIONS, asks(source), transport);

        waiting.await();

        var record = job.record();
        assertThat(transport.sent()).hasSize(3);
        assertThat(record.state()).isEqualTo(JobState.WAITING);
        assertThat(record.until()).isAfter(Instant.now());
        assertThat(record.because()).isEqualTo("scarce quota used up: 3 of 3 today");
        job.pause(PauseReason.USER, "");
        assertThat(job.await().state()).isEqualTo(JobState.PAUSED);
        assertThat(job.counts().done()).isEqualTo(3);
    }

    @Test
    void pausingSendsNothingNewAndResumingDoesTheRest() throws InterruptedException {
        var gate = new Semaphore(0);
        var first = new CountDownLatch(4);
        var transport = transport(path -> {
            first.countDown();
            gate.acquireUninterruptibly();
            return ok("v");
        });
        var source = new FakeSource(free("free"));
        var job = start(keys(40), OPTIONS, asks(source), transport);
        first.await();

        assertThat(job.change(OPTIONS)).isTrue();
        assertThat(job.pause(PauseReason.USER, "asked to")).isTrue();
        // its calls are still under way, but no order would have an effect now: whoever gives one must hear that
        assertThat(job.retry(ItemFilter.all())).isFalse();
        assertThat(job.cancel()).isFalse();
        gate.release(1_000);
        var paused = job.await();

        assertThat(paused.state()).isEqualTo(JobState.PAUSED);
        assertThat(job.cancel()).isFalse();
        int sent = transport.sent().size();
        assertThat(sent).isLessThan(40);
        var resumed = longhaul.resume(paused, asks(source), any -> transport);
        assertThat(resumed.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(resumed.counts().done()).isEqualTo(40);
        assertThat(transport.sent()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    @Timeout(30)
    void aRowOfWhoseQuestionsOneIsUnderWayIsPausedAndResumedWhole() throws InterruptedException {
        var gate = new Semaphore(0);
        var first = new CountDownLatch(1);
        var transport = transport(path -> {
            first.countDown();
            gate.acquireUninterruptibly();
            return ok("v");
        });
        var source = new FakeSource(new Spec(
                "narrow", 1, new Limits("narrow", 1, List.of(), List.of(), true), Price.FREE,
                Reuse.store(Duration.ofDays(1))));
        var both = new Flow(List.of(source), (key, steps) -> {
            steps.all("step", source, List.of(key + "1", key + "2"));
            return List.of(key);
        });
        var job = start(List.of("A"), OPTIONS, both, transport);
        first.await();

        job.pause(PauseReason.USER, "");
        gate.release(1_000);
        var paused = job.await();

        assertThat(transport.sent()).hasSize(1);
        var resumed = longhaul.resume(paused, both, any -> transport);
        assertThat(resumed.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).containsExactlyInAnyOrder("A1", "A2");
    }

    @Test
    void cancellingEndsTheJobForGood() throws InterruptedException {
        var gate = new Semaphore(0);
        var first = new CountDownLatch(4);
        var transport = transport(path -> {
            first.countDown();
            gate.acquireUninterruptibly();
            return ok("v");
        });
        var job = start(keys(40), OPTIONS, asks(new FakeSource(free("free"))), transport);
        first.await();

        job.cancel();
        gate.release(1_000);

        assertThat(job.await().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void onlyTheAskedClassIsRetried() throws InterruptedException {
        var round = new AtomicInteger();
        var transport = transport(path -> switch (path) {
            case "K1" -> round.get() == 0 ? reply(404) : ok("now there");
            case "K2" -> round.get() == 0 ? reply(422) : ok("mended");
            default -> ok("v");
        });
        var source = new FakeSource(free("free"));
        var job = start(keys(4), OPTIONS, asks(source), transport);
        job.await();
        assertThat(job.counts().failed()).isEqualTo(2);
        round.set(1);

        store.commit(List.of(new io.longhaul.engine.store.Write.Reopened(
                job.id(), ItemFilter.failed(ErrorClass.NOT_FOUND), Instant.now())));
        var again = longhaul.resume(job.record(), asks(source), any -> transport);
        again.await();

        assertThat(outcomes(again).stream().map(Outcome::state))
                .containsExactly(ItemState.DONE, ItemState.DONE, ItemState.FAILED, ItemState.DONE);
        assertThat(transport.sent()).hasSize(5);
    }

    @Test
    void aBatchIsOneCallAndEachItemReadsItsPart() throws InterruptedException {
        var source = new FakeGroup(new Spec("batch", 1, Limits.none("batch"), Price.FREE, Reuse.job()));
        var transport = transport(path -> ok(String.join("\n", List.of(path.split(",")).stream()
                .filter(key -> !key.equals("K3"))
                .map(key -> key + "=" + key.toLowerCase(java.util.Locale.ROOT))
                .toList())));
        var flow = new Flow(List.of(source), (key, steps) -> switch (steps.tryAsk("batch", source, key)) {
            case Answer.Found<String>(var value, _) -> List.of(value);
            case Answer.Missing<String> _ -> List.of();
            case Answer.Failed<String> _,Answer.TooLarge<String> _,Answer.Refused<String> _,Answer.Throttled<String> _ ->
                throw new IllegalStateException();
        });
        var job = start(keys(12), OPTIONS, flow, transport);

        job.await();

        assertThat(transport.sent()).hasSize(3);
        assertThat(transport.sent()).contains("K0,K1,K2,K3,K4", "K10,K11");
        assertThat(outcomes(job).get(3).rows()).isZero();
        assertThat(ResultCodec.decode(outcomes(job).get(4).result()).getFirst().getFirst()).isEqualTo("k4");
    }

    @Test
    void questionsThatOneReplyCannotTellApartGoIntoCallsOfTheirOwn() throws InterruptedException {
        var source = new FakeGroup(new Spec("batch", 1, Limits.none("batch"), Price.FREE, Reuse.job()));
        var transport = transport(path -> ok(String.join("\n", List.of(path.split(",")).stream()
                .map(key -> key + "=" + key)
                .toList())));
        var keys = List.of("K0~A", "K1", "K2~A", "K3~B", "K4~A", "K5~A");

        var job = start(keys, OPTIONS, asks(source), transport);
        job.await();

        assertThat(transport.sent()).containsExactlyInAnyOrder("K0~A,K1,K3~B", "K2~A", "K4~A", "K5~A");
        assertThat(outcomes(job)).allMatch(outcome -> outcome.state() == ItemState.DONE);
    }

    @Test
    void anItemThatAsksMoreThanItsOutlineFailsAsADefect() throws InterruptedException {
        var source = new FakeSource(free("free"));
        var flow = new Flow(List.of(source), (key, steps) -> {
            for (int i = 0; i < 5; i++) {
                steps.ask("step", source, key + i);
            }
            return List.of();
        });
        var job = start(List.of("one"), OPTIONS, flow, transport(path -> ok("v")));

        job.await();

        assertThat(outcomes(job).getFirst().reason()).contains("defect of the workflow").contains("2 calls");
    }

    @Test
    void aFullDiskPausesKeepsWhatWasAnsweredAndResumes() throws InterruptedException {
        var full = new AtomicInteger();
        store.failCommits(new CommitFault() {
            @Override
            public void before(List<io.longhaul.engine.store.Write> writes) {
                if (full.get() == 1) {
                    throw new io.longhaul.engine.store.StoreException(
                            io.longhaul.engine.store.StoreException.Kind.FULL, "no space left");
                }
            }
        });
        var source = new FakeSource(free("free"));
        var transport = transport(path -> {
            if (path.equals("K20")) {
                full.compareAndSet(0, 1);
            }
            return ok("v");
        });
        var job = start(keys(60), OPTIONS, asks(source), transport);
        while (!longhaul.driver().storageBroken()) {
            Thread.onSpinWait();
        }
        full.set(2);

        var record = job.await();

        assertThat(record.state()).isEqualTo(JobState.PAUSED);
        assertThat(record.reason()).isEqualTo(PauseReason.DISK);
        assertThat(job.counts().ended()).isLessThan(60);
        longhaul.close();
        store = store.reopen();
        longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());
        var resumed = longhaul.resume(record, asks(source), any -> transport);
        assertThat(resumed.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).hasSize(60).doesNotHaveDuplicates();
    }

    private static FakeTransport transport(Function<String, Delivery> answer) {
        return new FakeTransport(NOW, answer);
    }

    private static Delivery ok(String body) {
        return new FakeTransport(NOW, any -> null).reply(200, body);
    }

    private static Delivery reply(int status) {
        return new FakeTransport(NOW, any -> null).reply(status, "");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
