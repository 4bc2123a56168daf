package io.longhaul.app.api;

import static io.longhaul.app.api.Served.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.PauseReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A micro-batch and an order to go on, for the same job at the same moment.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SliceAndResumeTest {

    /// The common pool has one thread here, and the JDK's HTTP client needs it.
    private static final Executor OWN = command -> Thread.ofPlatform().start(command);

    @TempDir
    Path directory;

    private Served served;

    @BeforeEach
    void start() {
        served = Served.in(directory);
    }

    @AfterEach
    void end() {
        served.close();
    }

    /// A job of three batches that stands still.
    private String paused(String prefix) {
        var tickers = IntStream.range(0, 12).mapToObj(i -> "\"" + prefix + i + "\"").collect(Collectors.joining(","));
        return served.send(post("/api/fill-cache-batch-start",
                "{\"tickerSource\":\"custom\",\"tickers\":[" + tickers + "],\"dataset\":\"daily\","
                        + "\"from\":\"2025-01-01\",\"to\":\"2025-03-31\",\"startImmediately\":false}"))
                .json().get("jobId").stringValue();
    }

    private Http.Reply slice(String job) {
        return served.send(post(
                "/api/fill-cache-batch-continue", "{\"jobId\":\"" + job + "\",\"autoContinue\":false}"));
    }

    private Http.Reply resume(String job) {
        return served.send(post("/v1/jobs/" + job + "/resume"));
    }

    @Test
    void aJobThatIsResumedDuringASliceGoesOnAfterIt() throws Exception {
        int all = served.yahoo.open.drainPermits();
        var job = paused("T");
        var sliced = CompletableFuture.supplyAsync(() -> slice(job), OWN);
        while (served.session.vitals().running() == 0) {
            Thread.onSpinWait();
        }

        var resumed = resume(job);
        served.yahoo.open.release(all);
        var first = sliced.get();
        var ended = served.until(job, "completed");

        assertThat(resumed.status()).as(resumed.text()).isEqualTo(202);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.json().get("batchNumber").asInt()).isEqualTo(1);
        assertThat(first.json().at("/batchResults/successful").asInt()).isEqualTo(5);
        assertThat(ended.at("/items/done").asInt()).isEqualTo(12);
        assertThat(served.yahoo.asked()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void theAnswerToAResumeShowsThatTheJobGoesOn() {
        served.yahoo.open.drainPermits();
        var job = paused("T");

        var resumed = resume(job);
        served.yahoo.open.release(1_000);

        assertThat(resumed.json().get("status").asString()).as(resumed.text()).isNotEqualTo("paused");
    }

    @Test
    void aPauseDuringASliceOutlivesAnEarlierResume() throws Exception {
        int all = served.yahoo.open.drainPermits();
        var job = paused("T");
        var sliced = CompletableFuture.supplyAsync(() -> slice(job), OWN);
        while (served.session.vitals().running() == 0) {
            Thread.onSpinWait();
        }

        resume(job);
        var paused = CompletableFuture.supplyAsync(() -> served.send(post("/v1/jobs/" + job + "/pause")), OWN);
        while (!served.session.store().job(job).orElseThrow().state().label().equals("paused")) {
            Thread.onSpinWait();
        }
        served.yahoo.open.release(all);

        assertThat(paused.get().status()).isEqualTo(200);
        assertThat(sliced.get().status()).isEqualTo(200);
        assertThat(served.session.vitals().running()).isZero();
        assertThat(served.until(job, "paused").get("reason").asString()).isEqualTo("user");
    }

    /// Four of its five tickers wait at the provider when somebody pauses the job.
    @Test
    void aBatchThatDidNotEndIsNotSaidToBeCompleted() throws Exception {
        int all = served.yahoo.open.drainPermits();
        served.yahoo.waits = path -> path.startsWith("/v8/finance/chart/") && !path.endsWith("/T0");
        var job = paused("T");
        var driven = CompletableFuture.supplyAsync(() -> served.send(post(
                "/api/fill-cache-batch-continue", "{\"jobId\":\"" + job + "\"}")), OWN);
        while (served.session.vitals().running() == 0) {
            Thread.onSpinWait();
        }
        while (served.session.store().counts(served.session.store().job(job).orElseThrow().id()).ended() == 0) {
            Thread.onSpinWait();
        }

        served.session.order(
                served.session.store().job(job).orElseThrow(), new Command.Pause(PauseReason.USER, "a person"));
        while (served.session.vitals().running() > 0) {
            served.session.abandon();
        }
        served.yahoo.open.release(all);

        var answer = driven.get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/batchResults/tickers").size()).isLessThan(5);
        assertThat(answer.json().get("message").asString())
                .isEqualTo("Batch not completed yet - call again to wait for it");
    }

    @Test
    void togetherTheyNeverFailAndTheJobGoesToItsEnd() throws Exception {
        for (int round = 0; round < 8; round++) {
            var job = paused("R" + round + "X");
            var replies = atOnce(List.of(
                    () -> slice(job), () -> resume(job), () -> resume(job), () -> slice(job)));

            assertThat(replies).as("round %d", round).allSatisfy(reply -> assertThat(reply.status())
                    .as(reply.text()).isIn(200, 202, 409));
            served.until(job, "completed");
        }
        assertThat(served.yahoo.asked()).hasSize(8 * 12).doesNotHaveDuplicates();
    }

    private static List<Http.Reply> atOnce(List<Supplier<Http.Reply>> requests) throws Exception {
        var gate = new CyclicBarrier(requests.size());
        var all = new ArrayList<CompletableFuture<Http.Reply>>();
        for (var request : requests) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    gate.await();
                } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                return request.get();
            }, OWN));
        }
        var replies = new ArrayList<Http.Reply>();
        for (var each : all) {
            replies.add(each.get());
        }
        return replies;
    }
}
