package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.StoredCall;
import java.util.ArrayList;
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

    @Test
    default void manyQuestionsAreLookedUpTogether() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(reserve(1, job, 1, "b"), settle(1, "body"), group(2, job, "a", "b", "c")));
            var questions = new ArrayList<Digest>();
            for (int i = 0; i < 150; i++) {
                questions.add(digest("never asked " + i));
            }
            questions.addAll(1, List.of(digest("b"), digest("c")));
            questions.add(digest("a"));

            var found = store.calls(questions);

            assertThat(found).hasSameSizeAs(questions);
            assertThat(found.get(1)).extracting(StoredCall::id).containsExactly(1L, 2L);
            assertThat(found.get(2)).extracting(StoredCall::position).containsExactly(2L);
            assertThat(found.getLast()).hasSize(1);
            assertThat(found.stream().filter(List::isEmpty)).hasSize(150);
        }
    }
}
