package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoredOrdersTest {

    private static final int ROWS = 12_000;

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static JobRecord failed(Store store) {
        var draft = new JobDraft(
                "", "screen", 1, Map.of(), "", "", "", List.of("ticker"), 100, 100, NOW, false, RunOptions.DEFAULT);
        JobRecord job;
        try (var loader = store.load(draft)) {
            loader.add(IntStream.range(0, ROWS)
                    .mapToObj(i -> new DraftItem(i + 2L, "K" + i, List.of("K" + i), null))
                    .toList());
            job = loader.publish("x");
        }
        var outcome = new Outcome(ItemState.FAILED, ErrorClass.SERVER, "no", 0, new byte[0], 1, 0, 1, 0, NOW);
        store.commit(LongStream.range(0, ROWS)
                .<Write>mapToObj(position -> new Write.Ended(job.id(), position, outcome))
                .toList());
        store.commit(List.of(new Write.JobChanged(job.id(), JobState.COMPLETED, null, null, "", NOW)));
        return store.job(job.id()).orElseThrow();
    }

    /// One transaction for millions of rows would keep all others waiting for minutes.
    @Test
    void aRetryOfManyRowsComesInPiecesOfWhichEachMayBeTheLast() {
        try (var store = SqliteStore.memory()) {
            var job = failed(store);
            var pieces = new ArrayList<Long>();
            var states = new ArrayList<JobRecord>();
            store.listen(writes -> {
                pieces.add(writes.stream().filter(Write.Reopened.class::isInstance).count());
                states.add(store.job(job.id()).orElseThrow());
            });

            new StoredOrders(store, ManualClock.atMonday())
                    .order(job, new Command.Retry(ItemFilter.in(ItemState.FAILED)));

            assertThat(pieces).hasSizeGreaterThan(2).containsOnly(1L);
            assertThat(states.subList(0, states.size() - 1))
                    .allMatch(each -> each.state() == JobState.PAUSED && each.reason() == PauseReason.INTERRUPTED);
            assertThat(states.getLast().state()).isEqualTo(JobState.PENDING);
            assertThat(store.counts(job.id()).failed()).isZero();
            assertThat(store.pending(job.id(), 0, ROWS + 1)).hasSize(ROWS);
        }
    }
}
