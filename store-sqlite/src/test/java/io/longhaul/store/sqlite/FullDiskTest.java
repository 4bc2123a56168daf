package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.ManualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

    @TempDir
    Path directory;

    @Test
    void aFullDiskStoresNothingOfTheCommitAndLaterCommitsSucceed() {
        try (var store = SqliteStore.own(directory, ManualClock.atMonday())) {
            var job = Rows.load(store, 100);
            store.commit(List.of(Rows.done(job, 0, 100)));
            var large = new ArrayList<Write>();
            for (int i = 1; i < 100; i++) {
                large.add(Rows.done(job, i, 50_000));
            }
            store.limitPages(100);

            var fault = catchThrowableOfType(StoreException.class, () -> store.commit(large));

            assertThat(fault.kind()).isEqualTo(Kind.FULL);
            assertThat(store.counts(job.id()).done()).isEqualTo(1);
            assertThat(store.pending(job.id(), 0, 100)).hasSize(99);
            store.limitPages(1_000_000);
            store.commit(large);
            assertThat(store.counts(job.id()).done()).isEqualTo(100);
        }
    }
}
