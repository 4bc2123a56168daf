package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreView.KeptSize;
import io.longhaul.engine.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Documents that items keep for all jobs.
public interface StoreKeptContract extends StoreFixture {

    private static Write keep(String shelf, String key, String text) {
        return new Write.Kept(shelf, key, text.getBytes(StandardCharsets.UTF_8), at(1));
    }

    private static Optional<String> kept(Store store, String shelf, String key) {
        return store.kept(shelf, key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    default void aDocumentIsReplacedAndRemoved() {
        try (var store = open()) {
            store.commit(List.of(keep("bars", "AAPL", "old")));
            store.commit(List.of(keep("bars", "AAPL", "new"), keep("facts", "AAPL", "other")));

            assertThat(kept(store, "bars", "AAPL")).contains("new");
            assertThat(kept(store, "facts", "AAPL")).contains("other");

            store.commit(List.of(keep("bars", "AAPL", "")));

            assertThat(kept(store, "bars", "AAPL")).isEmpty();
            assertThat(kept(store, "facts", "AAPL")).contains("other");
        }
    }

    @Test
    default void aDocumentOutlivesItsOwner() {
        var store = open();
        store.commit(List.of(keep("bars", "AAPL", "kept")));

        try (var next = kill(store)) {
            assertThat(kept(next, "bars", "AAPL")).contains("kept");
        }
    }

    @Test
    default void whatIsCommittedWithARefusedWriteIsNotKept() {
        try (var store = open()) {
            var job = load(store, 1);
            store.commit(List.of(keep("bars", "AAPL", "old")));

            assertThatThrownBy(() -> store.commit(List.of(
                    keep("bars", "AAPL", "new"), keep("bars", "MSFT", "new"), end(job, 7, done(1)))))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(kept(store, "bars", "AAPL")).contains("old");
            assertThat(kept(store, "bars", "MSFT")).isEmpty();
        }
    }

    @Test
    default void keysComeInPagesAndInOrder() {
        try (var store = open()) {
            for (var key : List.of("MSFT", "AAPL", "BRK.B", "ZTS")) {
                store.commit(List.of(keep("bars", key, "12345")));
            }
            store.commit(List.of(keep("other", "CRM", "1")));

            assertThat(store.keptKeys("bars", "", 3)).containsExactly("AAPL", "BRK.B", "MSFT");
            assertThat(store.keptKeys("bars", "MSFT", 3)).containsExactly("ZTS");
            assertThat(store.keptSize("bars")).isEqualTo(new KeptSize(4, 20));
            assertThat(store.keptSize("none")).isEqualTo(new KeptSize(0, 0));
        }
    }
}
