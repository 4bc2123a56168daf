package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.core.Machine;
import io.longhaul.engine.core.Standing;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.ItemFilter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Counting what a job still asks may take long: rows are worked on meanwhile, and what they did is taken off.
class CountedLateTest {

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    private static final Spec SCARCE = new Spec(
            "scarce", 1, Limits.rate("scarce", 2, Duration.ofHours(1)), Price.FREE, Reuse.job());

    private final MemoryStore store = new MemoryStore();
    private final Machine machine =
            new Machine(new Machine.Setup(1, store.opening(), store::spentSince, gate -> List.of()), NOW, 0);
    private final JobRecord job = submitted();
    private final List<Write> written = new ArrayList<>();

    private JobRecord submitted() {
        var draft = new JobDraft(
                "t", "one", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, NOW, false,
                RunOptions.DEFAULT.withConcurrency(4));
        try (var loader = store.load(draft)) {
            loader.add(List.of(new DraftItem(1, "A", List.of("A"), null), new DraftItem(2, "B", List.of("B"), null)));
            return loader.publish("id");
        }
    }

    /// Commits at once; gives the effects of the event and of what it made durable.
    private List<Effect> on(Event event) {
        var effects = new ArrayList<>(machine.on(event, NOW, 0));
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Commit commit) {
                store.commit(commit.writes());
                written.addAll(commit.writes());
                effects.addAll(machine.on(new Event.Committed(commit.number()), NOW, 0));
            }
        }
        return effects;
    }

    private void begin() {
        var outline = Outline.of("one", 1).onePerItem(new FakeSource(SCARCE));
        assertThat(on(new Event.Submitted(job, store.counts(job.id()), Map.of(), outline, 0)))
                .contains(new Effect.Count(job.id()));
        on(new Event.Loaded(job.id(), store.pending(job.id(), 0, 10), true, store.counts(job.id())));
    }

    private boolean completed() {
        return written.stream()
                .anyMatch(write -> write instanceof Write.JobChanged changed && changed.state() == JobState.COMPLETED);
    }

    @Test
    void rowsEndBeforeTheyAreCountedAndTheJobAfter() {
        begin();
        on(new Event.Finished(job.id(), 0, 1, new ItemEnd.Done(0, new byte[0])));
        on(new Event.Finished(job.id(), 1, 2, new ItemEnd.Done(0, new byte[0])));
        assertThat(store.counts(job.id()).done()).isEqualTo(2);
        assertThat(completed()).isFalse();

        on(new Event.Counted(job.id(), new Standing(Map.of("scarce", 2L), Map.of())));

        assertThat(completed()).isTrue();
        // what never asked is owed no more: the job could have ended when it was counted
        assertThat(store.job(job.id()).orElseThrow().bound()).isEqualTo(NOW);
    }

    @Test
    void onlyTheLastOfTwoCountsCounts() {
        begin();
        on(new Event.Finished(job.id(), 0, 1, new ItemEnd.Failed(ErrorClass.UNKNOWN, "no", "")));
        var again = on(new Event.Ordered(job.id(), new Command.Retry(
                new ItemFilter(Set.of(), null, 0L))));
        assertThat(again).contains(new Effect.Count(job.id()));

        on(new Event.Counted(job.id(), new Standing(Map.of("scarce", 1_000_000L), Map.of())));
        assertThat(store.job(job.id()).orElseThrow().bound()).isNull();
        on(new Event.Counted(job.id(), new Standing(Map.of("scarce", 2L), Map.of())));
        assertThat(store.job(job.id()).orElseThrow().bound()).isEqualTo(NOW);
    }
}
