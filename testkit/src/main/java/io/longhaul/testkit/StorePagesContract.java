package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.ItemFilter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Results of any size are read in bounded memory.
public interface StorePagesContract extends StoreFixture {

    @Test
    default void largeResultsComeInSmallerPages() {
        try (var store = open()) {
            var job = load(store, 5);
            for (int position = 0; position < 5; position++) {
                store.commit(List.of(end(job, position, done(1))));
            }
            int each = done(1).result().length;

            assertThat(store.ended(job.id(), ItemFilter.all(), 0, 9, 1)).hasSize(1);
            assertThat(store.ended(job.id(), ItemFilter.all(), 1, 9, 2L * each))
                    .extracting(ended -> ended.item().position())
                    .containsExactly(1L, 2L);
            assertThat(store.ended(job.id(), ItemFilter.all(), 3, 9, 2L * each + 1)).hasSize(2);
            assertThat(store.ended(job.id(), ItemFilter.all(), 5, 9, 1)).isEmpty();
        }
    }
}
