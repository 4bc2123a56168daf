package io.longhaul.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience();

    @Test
    void whatCannotBeOpenedNowIsReadLater() {
        var kinds = new ArrayDeque<>(List.of(Kind.EXHAUSTED, Kind.EXHAUSTED));

        var read = patience.read(() -> {
            var kind = kinds.poll();
            if (kind != null) {
                throw new StoreException(kind, "too many open files");
            }
            return "answer";
        });

        assertThat(read).isEqualTo("answer");
    }

    @Test
    void anyOtherFaultIsToldAtOnceAndNothingIsTriedAtTheEnd() {
        assertThatThrownBy(() -> patience.read(() -> {
            throw new StoreException(Kind.CORRUPT, "damaged");
        })).hasMessage("damaged");

        patience.end();
        assertThatThrownBy(() -> patience.read(() -> {
            throw new StoreException(Kind.EXHAUSTED, "too many open files");
        })).hasMessage("too many open files");
    }
}
