package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest implements StoreContract {

    @Override
    public Store open() {
        return new MemoryStore();
    }

    @Override
    public Store reopen(Store store) {
        return ((MemoryStore) store).reopen();
    }

    @Override
    public Store kill(Store store) {
        return ((MemoryStore) store).crash();
    }

    @Test
    void aFaultBeforeTheCommitStoresNothingAndOneAfterItStoresAll() {
        var store = new MemoryStore();
        var job = load(store, 3);
        store.failCommits(new CommitFault() {
            @Override
            public void before(List<Write> writes) {
                if (writes.getFirst() instanceof Write.Ended ended && ended.position() == 0) {
                    throw new IllegalStateException("before");
                }
            }

            @Override
            public void after(List<Write> writes) {
                throw new IllegalStateException("after");
            }
        });

        assertThatThrownBy(() -> store.commit(List.of(end(job, 0, done(1))))).hasMessage("before");
        assertThatThrownBy(() -> store.commit(List.of(end(job, 1, done(1))))).hasMessage("after");

        var next = store.crash();
        assertThat(next.outcome(job.id(), 0)).isEmpty();
        assertThat(next.outcome(job.id(), 1)).isPresent();
    }

    @Test
    void aDeadOwnerIsRefused() {
        var store = new MemoryStore();
        var next = store.crash();

        assertThatThrownBy(() -> store.commit(List.of(new Write.Heartbeat(T0))))
                .isInstanceOf(IllegalStateException.class);
        next.commit(List.of(new Write.Heartbeat(T0)));
    }
}
