package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Failed rows that were corrected.
public interface StoreCorrectionsContract extends StoreFixture {

    private static Write.Corrected correct(JobRecord job, long position, String key) {
        return new Write.Corrected(job.id(), new Correction(position, key, List.of(key, "corrected")), at(50));
    }

    private static JobRecord keys(Store store, String... keys) {
        var rows = new ArrayList<DraftItem>();
        for (var key : keys) {
            rows.add(row(rows.size(), key));
        }
        return load(store, "screen", 2, rows);
    }

    private static List<String> names(StoreView store, JobRecord job) {
        return store.items(job.id(), 0, 100).stream()
                .map(item -> item.key() + "#" + item.occurrence())
                .toList();
    }

    @Test
    default void aCorrectedRowIsPendingUnderItsNewKey() {
        try (var store = open()) {
            var job = keys(store, "A", "B", "APPL", "D");
            store.commit(List.of(
                    end(job, 0, done(1)),
                    end(job, 2, failed(ErrorClass.NOT_FOUND, 2)),
                    end(job, 3, failed(ErrorClass.SERVER, 3))));

            store.commit(List.of(correct(job, 2, "AAPL")));

            assertThat(store.item(job.id(), "AAPL", 1))
                    .contains(new StoredItem(2, 4, "AAPL", 1, List.of("AAPL", "corrected"), at(50), 0));
            assertThat(store.item(job.id(), "APPL", 1)).isEmpty();
            assertThat(store.pending(job.id(), 0, 10)).extracting(StoredItem::position).containsExactly(1L, 2L);
            assertThat(store.itemAtRow(job.id(), 4).orElseThrow().key()).isEqualTo("AAPL");
            var counts = store.counts(job.id());
            assertThat(counts.failedByClass()).isEqualTo(Map.of(ErrorClass.SERVER, 1L));
            assertThat(counts.firstOpenBatch()).isZero();
            assertThat(store.failuresOf("screen", "APPL")).isEmpty();
            assertThat(store.failuresOf("screen", "AAPL")).isEmpty();
            assertThat(store.failuresOf("screen", "D")).containsExactly("screen-1");
        }
    }

    @Test
    default void onlyFailedRowsAreCorrected() {
        try (var store = open()) {
            var job = keys(store, "A", "B", "C", "D");
            store.commit(List.of(
                    end(job, 0, done(1)),
                    end(job, 1, ending(ItemState.SKIPPED, 1)),
                    end(job, 2, ending(ItemState.UNCERTAIN, 1))));
            var before = store.items(job.id(), 0, 10);

            store.commit(List.of(
                    correct(job, 0, "X"), correct(job, 1, "X"), correct(job, 2, "X"), correct(job, 3, "X")));

            assertThat(store.items(job.id(), 0, 10)).isEqualTo(before);
            assertThat(store.counts(job.id()).ended()).isEqualTo(3);
            assertThat(store.item(job.id(), "X", 1)).isEmpty();
        }
    }

    @Test
    default void rowsOfBothKeysAreNumberedAnew() {
        try (var store = open()) {
            var other = keys(store, "B", "B");
            var job = keys(store, "A", "A", "B", "A", "B");
            store.commit(List.of(
                    end(job, 0, failed(ErrorClass.SERVER, 1)), end(job, 3, failed(ErrorClass.SERVER, 1))));

            store.commit(List.of(correct(job, 0, "B"), correct(job, 3, "C")));

            assertThat(names(store, job)).containsExactly("B#1", "A#1", "B#2", "C#1", "B#3");
            assertThat(store.item(job.id(), "B", 3).orElseThrow().position()).isEqualTo(4);
            assertThat(names(store, other)).containsExactly("B#1", "B#2");
        }
    }

    @Test
    default void aCorrectedRowCanEndAndBeCorrectedAgain() {
        try (var store = open()) {
            var job = keys(store, "A", "B");

            store.commit(List.of(
                    end(job, 1, failed(ErrorClass.NOT_FOUND, 1)),
                    correct(job, 1, "C"),
                    end(job, 1, failed(ErrorClass.NOT_FOUND, 2)),
                    correct(job, 1, "A"),
                    end(job, 1, done(3))));

            assertThat(names(store, job)).containsExactly("A#1", "A#2");
            assertThat(store.counts(job.id()).done()).isEqualTo(1);
            assertThat(store.counts(job.id()).failed()).isZero();
            assertThat(store.failuresOf("screen", "C")).isEmpty();
        }
    }

    @Test
    default void aCorrectionIsStoredWholeOrNotAtAll() {
        try (var store = open()) {
            var job = keys(store, "A", "A", "B");
            store.commit(List.of(end(job, 0, failed(ErrorClass.SERVER, 1))));
            var before = store.items(job.id(), 0, 10);

            assertThatThrownBy(() -> store.commit(List.of(correct(job, 0, "B"), correct(job, 7, "B"))))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(store.items(job.id(), 0, 10)).isEqualTo(before);
            assertThat(store.counts(job.id()).failed()).isEqualTo(1);
            store.commit(List.of(end(job, 2, done(2))));
            assertThat(names(store, job)).containsExactly("A#1", "A#2", "B#1");
        }
    }

    @Test
    default void aCorrectionOutlivesTheProcess() {
        var store = open();
        var job = keys(store, "APPL");
        store.commit(List.of(end(job, 0, failed(ErrorClass.NOT_FOUND, 1)), correct(job, 0, "AAPL")));
        try (var next = kill(store)) {
            assertThat(next.pending(job.id(), 0, 9))
                    .containsExactly(new StoredItem(0, 2, "AAPL", 1, List.of("AAPL", "corrected"), at(50), 0));
        }
    }

    @Test
    default void rowsWhoseInputWasRefusedAreReopenedOnlyByName() {
        try (var store = open()) {
            var job = load(store, 3);
            store.commit(List.of(
                    end(job, 0, refused(1)), end(job, 1, failed(ErrorClass.VALIDATION, 2)), end(job, 2, refused(3))));

            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.in(ItemState.FAILED), at(4))));
            assertThat(store.pending(job.id(), 0, 10)).extracting(StoredItem::position).containsExactly(1L);
            assertThat(store.counts(job.id()).failedByClass()).isEqualTo(Map.of(ErrorClass.VALIDATION, 2L));

            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.at(2), at(5))));
            assertThat(store.pending(job.id(), 0, 10)).extracting(StoredItem::position).containsExactly(1L, 2L);
        }
    }

    @Test
    default void rowsAreReopenedPieceByPiece() {
        try (var store = open()) {
            var job = load(store, 10);
            for (int position = 0; position < 10; position++) {
                store.commit(List.of(end(job, position, failed(ErrorClass.SERVER, position))));
            }

            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.all(), 0, 3, at(50))));
            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.at(3), 4, 8, at(50))));
            store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.at(8), 5, 20, at(50))));

            assertThat(store.pending(job.id(), 0, 10))
                    .extracting(StoredItem::position)
                    .containsExactly(0L, 1L, 2L, 8L);
            assertThat(store.counts(job.id()).failed()).isEqualTo(6);
        }
    }
}
