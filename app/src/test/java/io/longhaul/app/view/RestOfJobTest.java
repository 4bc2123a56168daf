package io.longhaul.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.testkit.MemoryStore;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the rest of a stored job needs, and so when the limits let it end.
class RestOfJobTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final MemoryStore store = new MemoryStore();

    private @Nullable Instant bound(JobState state) {
        var screen = new Screen(new ScreenSettings(
                "run {ticker}", Per.ITEM, BatchFormat.JSONL, "ticker", true, false, List.of(), List.of("4/day@UTC"),
                "0"));
        var job = eightRows();
        store.commit(List.of(
                new Write.JobChanged(job.id(), state, null, null, "", NOON),
                new Write.Pulse(NOON, job.id(), 0, 8, 0)));
        var stored = store.job(job.id()).orElseThrow();
        return Planner.plan(new RestOfJob(store, stored, screen.outline(), gate -> List.of()).request(NOON)).bound();
    }

    private JobRecord eightRows() {
        var draft = new JobDraft(
                "", "screen", 1, Map.of(), "", "list.csv", "", List.of("ticker"), 10, 100, NOON, false,
                RunOptions.DEFAULT);
        var rows = new ArrayList<DraftItem>();
        for (int i = 0; i < 8; i++) {
            rows.add(new DraftItem(i + 2, "K" + i, List.of("K" + i), null));
        }
        try (var loader = store.load(draft)) {
            loader.add(rows);
            return loader.publish("identity");
        }
    }

    @Test
    void rowsOfAWaitingJobStillNeedTheirCall() {
        assertThat(bound(JobState.WAITING)).isEqualTo("2026-11-28T00:05:00Z");
    }

    @Test
    void rowsOfARunningJobMayHaveTheirAnswerAlready() {
        assertThat(bound(JobState.RUNNING)).isEqualTo(NOON);
    }
}
