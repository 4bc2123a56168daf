package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobState;
import org.junit.jupiter.api.Test;

/// How old a document may be that many ask for.
class RecentTest {

    private static final long MILLI = 1_000_000L;
    private static final JobEvent ENDED = new JobEvent.StateChanged(1, JobState.COMPLETED, null, null, "");

    private long now = 1;
    private int reads;
    private final Recent<String> documents = new Recent<>(() -> now);

    private String get(String name) {
        return documents.get(name, () -> name + " " + ++reads);
    }

    @Test
    void isReadFourTimesASecond() {
        assertThat(get("a")).isEqualTo("a 1");
        now += 249 * MILLI;
        assertThat(get("a")).isEqualTo("a 1");
        assertThat(get("b")).isEqualTo("b 2");
        now += MILLI;
        assertThat(get("a")).isEqualTo("a 3");
    }

    @Test
    void whoHeardOfAChangedStateIsToldNoOlderOne() {
        get("a");
        documents.heard(new JobEvent.ItemEnded(1, 0, "AAPL", ItemState.DONE, null, "", 1));
        assertThat(get("a")).isEqualTo("a 1");

        documents.heard(ENDED);

        assertThat(get("a")).isEqualTo("a 2");
    }

    @Test
    void whatWasReadWhileTheStateChangedIsNotKept() {
        documents.get("a", () -> {
            documents.heard(ENDED);
            return "before it, perhaps";
        });

        assertThat(get("a")).isEqualTo("a 1");
    }

    @Test
    void forgetsNamesThatWereAskedOnce() {
        for (int i = 0; i < 10_000; i++) {
            get("job-" + i);
        }
        assertThat(documents.size()).isLessThanOrEqualTo(2_001);
    }
}
