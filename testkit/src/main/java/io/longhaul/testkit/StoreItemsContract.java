package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreView.Parking;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Items, outcomes and batches.
public interface StoreItemsContract extends StoreFixture {

    @Test
    default void itemsAreReadAsTheyWereLoaded() {
        try (var store = open()) {
            var job = load(store, 3);

            var items = store.items(job.id(), 1, 10);

            assertThat(items)
                    .containsExactly(
                            new StoredItem(1, 3, "K1", 1, row(1, "K1").cells(), null, 0),
                            new StoredItem(2, 4, "K2", 1, row(2, "K2").cells(), null, 0));
            assertThat(store.item(job.id(), "K2", 1)).contains(items.get(1));
            assertThat(store.itemAtRow(job.id(), 3)).contains(items.get(0));
            assertThat(store.item(job.id(), "K9", 1)).isEmpty();
            assertThat(store.itemAtRow(job.id(), 77)).isEmpty();
        }
    }

    @Test
    default void rowNumbersNeedNotRise() {
        try (var store = open()) {
            var job = load(store, "screen", 10, List.of(row(50, "A"), row(7, "B"), row(20, "C")));

            assertThat(store.itemAtRow(job.id(), 52).orElseThrow().key()).isEqualTo("A");
            assertThat(store.itemAtRow(job.id(), 9).orElseThrow().key()).isEqualTo("B");
            assertThat(store.itemAtRow(job.id(), 22).orElseThrow().key()).isEqualTo("C");
        }
    }

    @Test
    default void duplicateKeysAreNumberedInOrder() {
        try (var store = open()) {
            var other = load(store, "screen", 10, List.of(row(0, "A")));
            var keys = List.of("A", "B", "A", "", "A", "");
            var rows = new ArrayList<io.longhaul.engine.store.DraftItem>();
            keys.forEach(key -> rows.add(row(rows.size(), key)));

            var job = load(store, "screen", 10, rows);

            assertThat(store.items(job.id(), 0, 10)).extracting(StoredItem::occurrence).containsExactly(1, 1, 2, 1, 3,
                    2);
            assertThat(store.item(job.id(), "A", 3).orElseThrow().position()).isEqualTo(4);
            assertThat(store.item(job.id(), "A", 4)).isEmpty();
            assertThat(store.item(other.id(), "A", 2)).isEmpty();
        }
    }

    @Test
    default void refusedRowsCountAsEnded() {
        try (var store = open()) {
            var job = load(
                    store,
                    "screen",
                    2,
                    List.of(
                            row(0, "A"),
                            refused(1, ItemState.FAILED, ErrorClass.VALIDATION),
                            refused(2, ItemState.SKIPPED, ErrorClass.UNKNOWN)));

            var counts = store.counts(job.id());
            assertThat(counts.failed()).isEqualTo(1);
            assertThat(counts.skipped()).isEqualTo(1);
            assertThat(counts.failedByClass()).isEqualTo(Map.of(ErrorClass.VALIDATION, 1L));
            assertThat(counts.batchesEnded()).isEqualTo(1);
            assertThat(counts.firstOpenBatch()).isZero();
            assertThat(store.pending(job.id(), 0, 10)).extracting(StoredItem::key).containsExactly("A");
            assertThat(store.outcome(job.id(), 1).orElseThrow().reason()).isEqualTo("no ticker");
            assertThat(store.outcome(job.id(), 1).orElseThrow().endedAt()).isEqualTo(T0);
            assertThat(store.failuresOf("screen", "bad1")).containsExactly("screen-1");
        }
    }

    @Test
    default void anOutcomeIsReadAsItWasWritten() {
        try (var store = open()) {
            var job = load(store, 3);
            var uncertain = new Outcome(
                    ItemState.UNCERTAIN, ErrorClass.TIMEOUT, "fate unknown\nof call 7", 0, new byte[0], 1, 2, 3, -4,
                    at(9));

            store.commit(List.of(end(job, 0, done(5)), end(job, 2, uncertain)));

            assertThat(store.outcome(job.id(), 0).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(done(5));
            assertThat(store.outcome(job.id(), 2).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(uncertain);
            assertThat(store.outcome(job.id(), 1)).isEmpty();
            assertThat(store.outcome(job.id(), 99)).isEmpty();
        }
    }

    @Test
    default void outcomesAreCountedByBatch() {
        try (var store = open()) {
            var job = load(store, "screen", 3, rows(8));
            var reused = new Outcome(ItemState.DONE, null, "", 0, new byte[0], 0, 2, 0, 0, at(8));

            store.commit(List.of(
                    end(job, 0, done(1)),
                    end(job, 1, failed(ErrorClass.SERVER, 9)),
                    end(job, 7, reused)));
            store.commit(
                    List.of(end(job, 2, ending(ItemState.SKIPPED, 3)), end(job, 6, failed(ErrorClass.TIMEOUT, 2))));

            assertThat(store.batches(job.id(), 0, 10))
                    .containsExactly(
                            new BatchRecord(0, 1, 1, 1, 0, 1, at(9)), new BatchRecord(2, 1, 1, 0, 0, 0, at(8)));
            assertThat(store.batches(job.id(), 1, 10)).extracting(BatchRecord::number).containsExactly(2L);
            assertThat(store.batches(job.id(), 0, 1)).hasSize(1);
            var counts = store.counts(job.id());
            assertThat(counts.done()).isEqualTo(2);
            assertThat(counts.passed()).isEqualTo(1);
            assertThat(counts.reused()).isEqualTo(1);
            assertThat(counts.batchesEnded()).isEqualTo(2);
            assertThat(counts.firstOpenBatch()).isEqualTo(1);
            assertThat(counts.failedByClass()).isEqualTo(Map.of(ErrorClass.SERVER, 1L, ErrorClass.TIMEOUT, 1L));
        }
    }

    @Test
    default void theLastShortBatchEndsToo() {
        try (var store = open()) {
            var job = load(store, "screen", 4, rows(6));
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 6; i++) {
                writes.add(end(job, i, done(i)));
            }

            store.commit(writes);

            assertThat(store.counts(job.id()).batchesEnded()).isEqualTo(2);
            assertThat(store.counts(job.id()).firstOpenBatch()).isEqualTo(-1);
            assertThat(store.pending(job.id(), 0, 10)).isEmpty();
        }
    }

    @Test
    default void pendingPagesHoldWhatHasNotEnded() {
        try (var store = open()) {
            int n = 500;
            var job = load(store, "screen", 7, rows(n));
            var random = new Random(4);
            var ended = new TreeSet<Long>();
            // Runs of whole batches, single items, and untouched stretches.
            LongStream.range(0, 70).forEach(ended::add);
            LongStream.range(210, 350).forEach(ended::add);
            random.longs(60, 100, 490).forEach(ended::add);
            store.commit(ended.stream().<Write>map(at -> end(job, at, done(1))).toList());
            var want = LongStream.range(0, n)
                    .filter(at -> !ended.contains(at))
                    .boxed()
                    .toList();

            for (int page : new int[] {1, 13, 1_000}) {
                assertThat(walk(store, job, page)).isEqualTo(want);
            }
            assertThat(store.pending(job.id(), 215, 3).getFirst().position())
                    .isEqualTo(want.stream().filter(at -> at >= 215).findFirst().orElseThrow());
        }
    }

    private static List<Long> walk(Store store, JobRecord job, int page) {
        var found = new ArrayList<Long>();
        long from = 0;
        while (true) {
            var items = store.pending(job.id(), from, page);
            if (items.isEmpty()) {
                return found;
            }
            items.forEach(item -> found.add(item.position()));
            from = items.getLast().position() + 1;
        }
    }

    @Test
    default void endedItemsComeByFilterInOrder() {
        try (var store = open()) {
            var job = load(store, 30);
            store.commit(List.of(
                    end(job, 20, done(1)),
                    end(job, 3, failed(ErrorClass.SERVER, 1)),
                    end(job, 9, failed(ErrorClass.TIMEOUT, 1)),
                    end(job, 5, ending(ItemState.SKIPPED, 1)),
                    end(job, 1, done(1))));

            assertThat(positions(store, job, ItemFilter.all())).containsExactly(1L, 3L, 5L, 9L, 20L);
            assertThat(positions(store, job, ItemFilter.in(ItemState.FAILED))).containsExactly(3L, 9L);
            assertThat(positions(store, job, ItemFilter.in(ItemState.DONE, ItemState.SKIPPED)))
                    .containsExactly(1L, 5L, 20L);
            assertThat(positions(store, job, ItemFilter.failed(ErrorClass.TIMEOUT))).containsExactly(9L);
            assertThat(positions(store, job, ItemFilter.at(5))).containsExactly(5L);
            assertThat(positions(store, job, ItemFilter.at(6))).isEmpty();
            assertThat(positions(store, job, ItemFilter.in(ItemState.PENDING))).isEmpty();
            assertThat(store.ended(job.id(), ItemFilter.all(), 4, 2))
                    .extracting(each -> each.item().position())
                    .containsExactly(5L, 9L);
            assertThat(store.ended(job.id(), ItemFilter.at(3), 0, 9).getFirst().outcome().errorClass())
                    .isEqualTo(ErrorClass.SERVER);
        }
    }

    private static List<Long> positions(Store store, JobRecord job, ItemFilter filter) {
        return store.ended(job.id(), filter, 0, 100).stream()
                .map(EndedItem::item)
                .map(StoredItem::position)
                .toList();
    }

    @Test
    default void jobsDoNotSeeEachOthersItems() {
        try (var store = open()) {
            var first = load(store, 15);
            var second = load(store, 15);

            store.commit(List.of(end(first, 14, done(1)), end(second, 0, failed(ErrorClass.AUTH, 1))));

            assertThat(store.counts(first.id()).failed()).isZero();
            assertThat(store.items(first.id(), 10, 100)).hasSize(5);
            assertThat(positions(store, first, ItemFilter.all())).containsExactly(14L);
            assertThat(store.batches(first.id(), 0, 10)).hasSize(1);
            assertThat(store.pending(second.id(), 0, 100)).hasSize(14);
        }
    }

    @Test
    default void aBatchWithABadWriteStoresNothing() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(end(job, 0, done(1))));
            var good = List.of(
                    end(job, 1, failed(ErrorClass.SERVER, 1)),
                    reserve(1, job, 1, "q"),
                    settle(1, "body"),
                    new Write.Running(job.id(), List.of(1L)),
                    new Write.Heartbeat(at(500)));
            var bad = List.of(
                    end(job, 0, done(2)),
                    end(job, 5, done(2)),
                    new Write.Ended(99, 0, done(2)),
                    new Write.Settled(77, reply("x", 1), 0),
                    new Write.Parked(job.id(), 8, at(1), ""),
                    end(job, 2, ending(ItemState.RUNNING, 1)));

            for (var each : bad) {
                var writes = new ArrayList<Write>(good);
                writes.add(each);
                assertThatThrownBy(() -> store.commit(writes)).isInstanceOf(IllegalArgumentException.class);
            }

            assertThat(store.counts(job.id()).ended()).isEqualTo(1);
            assertThat(store.outcome(job.id(), 1)).isEmpty();
            assertThat(store.calls(digest("q"))).isEmpty();
            assertThat(store.failuresOf("screen", "K1")).isEmpty();
            assertThat(store.pulse(job.id()).current()).isEmpty();
            store.commit(new ArrayList<>(good));
            assertThat(store.counts(job.id()).ended()).isEqualTo(2);
        }
    }

    @Test
    default void reopenedItemsArePendingAgain() {
        try (var store = open()) {
            var job = load(store, "screen", 3, rows(6));
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 6; i++) {
                writes.add(end(job, i, i % 2 == 0 ? done(i) : failed(i == 1 ? ErrorClass.SERVER : ErrorClass.AUTH, i)));
            }
            store.commit(writes);

            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.failed(ErrorClass.AUTH), at(50))));

            var pending = store.pending(job.id(), 0, 10);
            assertThat(pending).extracting(StoredItem::position).containsExactly(3L, 5L);
            assertThat(pending).extracting(StoredItem::retriedAt).containsOnly(at(50));
            var counts = store.counts(job.id());
            assertThat(counts.done()).isEqualTo(3);
            assertThat(counts.failedByClass()).isEqualTo(Map.of(ErrorClass.SERVER, 1L));
            assertThat(counts.batchesEnded()).isEqualTo(1);
            assertThat(counts.firstOpenBatch()).isEqualTo(1);
            assertThat(store.failuresOf("screen", "K3")).isEmpty();
            assertThat(store.failuresOf("screen", "K1")).containsExactly("screen-1");
            assertThat(store.items(job.id(), 1, 1).getFirst().retriedAt()).isNull();
        }
    }

    @Test
    default void anItemEndsAgainAfterItsReopening() {
        try (var store = open()) {
            var job = load(store, 2);

            store.commit(List.of(
                    end(job, 1, failed(ErrorClass.SERVER, 1)),
                    new Write.Reopened(job.id(), ItemFilter.all(), at(2)),
                    end(job, 1, done(3))));

            assertThat(store.counts(job.id()).done()).isEqualTo(1);
            assertThat(store.counts(job.id()).failed()).isZero();
            assertThat(store.counts(job.id()).failedByClass()).isEmpty();
        }
    }

    @Test
    default void aBatchReopenedWholeIsNotListed() {
        try (var store = open()) {
            var job = load(store, 2);
            store.commit(List.of(end(job, 1, done(1))));

            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.all(), at(2))));

            assertThat(store.batches(job.id(), 0, 10)).isEmpty();
            assertThat(store.counts(job.id()).passed()).isZero();
        }
    }

    @Test
    default void uncleanEndsStrikeTheItemsThatWereRunning() {
        var store = open();
        var job = load(store, 5);
        store.commit(List.of(new Write.Running(job.id(), List.of(0L, 1L))));
        store.commit(List.of(new Write.Running(job.id(), List.of(1L, 2L, 3L)), end(job, 3, done(1))));
        var second = kill(store);
        var idle = kill(second);
        idle.commit(List.of(new Write.Running(job.id(), List.of(2L))));
        var third = kill(idle);
        third.commit(List.of(new Write.Running(job.id(), List.of(4L))));
        try (var fourth = reopen(third)) {
            assertThat(fourth.items(job.id(), 0, 10))
                    .extracting(StoredItem::strikes)
                    .containsExactly(0, 1, 2, 0, 0);
        }
    }

    @Test
    default void aRetryForgivesStrikes() {
        var store = open();
        var job = load(store, 1);
        store.commit(List.of(new Write.Running(job.id(), List.of(0L))));
        try (var next = kill(store)) {
            next.commit(List.of(
                    end(job, 0, failed(ErrorClass.RESOURCE, 1)),
                    new Write.Reopened(job.id(), ItemFilter.all(), at(2))));

            assertThat(next.items(job.id(), 0, 1).getFirst().strikes()).isZero();
        }
    }

    @Test
    default void aParkedItemSaysUntilWhen() {
        try (var store = open()) {
            var job = load(store, 3);

            store.commit(List.of(
                    new Write.Parked(job.id(), 1, at(900), "quota of yahoo"),
                    new Write.Parked(job.id(), 2, at(900), "quota of yahoo"),
                    end(job, 2, done(5))));

            assertThat(store.parking(job.id(), 1)).contains(new Parking(at(900), "quota of yahoo"));
            assertThat(store.parking(job.id(), 0)).isEmpty();
            assertThat(store.parking(job.id(), 2)).isEmpty();
            assertThat(store.pending(job.id(), 0, 9)).hasSize(2);
        }
    }
}
