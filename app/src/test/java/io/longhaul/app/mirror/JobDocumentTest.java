package io.longhaul.app.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.workflow.fillcache.FillCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A job as the seed stored it.
class JobDocumentTest {

    private static final Instant MADE = Instant.parse("2026-11-20T10:00:00Z");

    private final SqliteStore store = SqliteStore.memory();

    @AfterEach
    void end() {
        store.close();
    }

    private JobRecord job(String name, Map<String, String> settings, int tickers) {
        var draft = new JobDraft(
                name, FillCache.NAME, FillCache.VERSION, settings, name, "custom", "", List.of("ticker"), 2, 2, MADE,
                false, RunOptions.DEFAULT);
        var rows = new ArrayList<DraftItem>();
        for (int i = 0; i < tickers; i++) {
            rows.add(new DraftItem(i + 2, "T" + i, List.of("T" + i), null));
        }
        try (var loader = store.load(draft)) {
            loader.add(rows);
            return loader.publish(name);
        }
    }

    private void ended(JobRecord job, long position, ItemState state, @Nullable ErrorClass why, String reason) {
        store.commit(List.of(new Write.Ended(
                job.id(), position,
                new Outcome(state, why, reason, 0, new byte[0], 1, 0, 0, 0, MADE.plusSeconds(10)))));
    }

    private String document(JobRecord job) {
        var now = store.job(job.id()).orElseThrow();
        return Json.text(new JobDocument(store, now).of(MADE.plusSeconds(20)));
    }

    @Test
    void aJobOfTheServiceHasTheSeedsFields() {
        var job = job("batch_job_abc_12345", Map.of(BatchJob.MISSING, "5", BatchJob.ELIMINATED, "1"), 8);
        store.commit(List.of(new Write.JobChanged(job.id(), JobState.RUNNING, null, null, "", MADE)));
        ended(job, 0, ItemState.DONE, null, "");
        ended(job, 1, ItemState.FAILED, ErrorClass.NOT_FOUND, "nobody knows it");
        ended(job, 7, ItemState.FAILED, ErrorClass.NOT_FOUND, "absent");

        assertThat(document(job)).isEqualTo("""
                {"jobId":"batch_job_abc_12345","totalTickers":8,"tickersToProcess":["T0","T1","T2","T3","T4"],\
                "processed":5,"successful":3,"failed":2,"currentBatch":1,"totalBatches":3,"status":"running",\
                "startTime":"2026-11-20T10:00:00Z","failedTickers":[\
                {"ticker":"T1","error":"nobody knows it","batchNumber":1},\
                {"ticker":"T7","error":"absent","batchNumber":-1}],"successfulTickers":["T0"],"batchSize":2,\
                "processingStartTime":"2026-11-20T10:00:00Z","lastUpdate":"2026-11-20T10:00:20Z",\
                "estimatedTimeRemaining":30}""");
    }

    @Test
    void aJobStandsUnderItsIdAndPasses() {
        var job = job("batch_job_abc_12345", Map.of(BatchJob.MISSING, "2", BatchJob.ELIMINATED, "0"), 2);

        var batch = new Documents(store).of(new Names(List.of(), List.of(), List.of(job.id())), MADE.plusSeconds(20));

        assertThat(batch.passing()).containsExactlyEntriesOf(
                Map.of("batch_job:batch_job_abc_12345", document(job)));
    }

    @Test
    void aJobThatACommandMadeCountsAllItsTickersAsMissing() {
        var job = job("mine", Map.of(), 3);
        ended(job, 0, ItemState.DONE, null, "");

        assertThat(document(job))
                .startsWith("{\"jobId\":\"" + job.handle() + "\",\"totalTickers\":3,\"tickersToProcess\":[\"T0\",")
                .contains("\"processed\":1,\"successful\":1,\"failed\":0,\"currentBatch\":0,\"totalBatches\":2,"
                        + "\"status\":\"pending\"")
                .contains("\"processingStartTime\":null");
    }

    @Test
    void listsAreCutAt10000() {
        var job = job("large", Map.of(), 10_500);
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 10_500; i++) {
            writes.add(new Write.Ended(
                    job.id(), i,
                    new Outcome(ItemState.DONE, null, "", 0, new byte[0], 1, 0, 0, 0, MADE.plusSeconds(1))));
        }
        store.commit(writes);

        var text = document(job);
        assertThat(text.split("\"T\\d+\"", -1)).hasSize(20_001);
        assertThat(text).contains("\"T9999\"").doesNotContain("\"T10000\"").contains("\"processed\":10500");
    }
}
