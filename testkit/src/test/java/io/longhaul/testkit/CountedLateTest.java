package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.core.Standing;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Counting what a job still asks may take long: rows are worked on meanwhile, and what they did is taken off.
class CountedLateTest {

    private static final Spec SCARCE = new Spec(
            "scarce", 1, Limits.rate("scarce", 2, Duration.ofHours(1)), Price.FREE, Reuse.job());

    private final ByHand run = new ByHand(new FakeSource(SCARCE), RunOptions.DEFAULT.withConcurrency(4), "A", "B", "C");
    private final long job = run.job.id();

    private void count(long owed) {
        run.on(new Event.Counted(job, new Standing(Map.of("scarce", owed), Map.of())));
    }

    @Test
    void rowsEndBeforeTheyAreCountedAndTheJobAfter() {
        assertThat(run.begin(Duration.ZERO)).contains(new Effect.Count(job));
        run.on(new Event.Finished(job, 0, 1, new ItemEnd.Done(0, new byte[0])));
        run.on(new Event.Finished(job, 1, 2, new ItemEnd.Done(0, new byte[0])));
        run.on(new Event.Finished(job, 2, 3, new ItemEnd.Done(0, new byte[0])));
        assertThat(run.store.counts(job).done()).isEqualTo(3);
        assertThat(run.state()).isEqualTo(JobState.RUNNING);

        count(3);

        assertThat(run.state()).isEqualTo(JobState.COMPLETED);
        // three calls would take an hour; what never asked is owed no more: the job could have ended when it was
        // counted
        assertThat(run.store.job(job).orElseThrow().bound()).isEqualTo(ByHand.NOW);
    }

    @Test
    void onlyTheLastOfTwoCountsCounts() {
        run.begin(Duration.ZERO);
        run.on(new Event.Finished(job, 0, 1, new ItemEnd.Failed(ErrorClass.UNKNOWN, "no", "")));
        var again = run.on(new Event.Ordered(job, new Command.Retry(new ItemFilter(Set.of(), null, 0L))));
        assertThat(again).contains(new Effect.Count(job));

        count(1_000_000);
        assertThat(run.store.job(job).orElseThrow().bound()).isNull();
        count(2);
        assertThat(run.store.job(job).orElseThrow().bound()).isEqualTo(ByHand.NOW);
    }
}
