package io.longhaul.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Transport;
import io.longhaul.engine.Request;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriversAgreeTest {

    /// More quota and rate than the list needs, so that only the order of events differs.
    private static final Scenario CALM = new Scenario(
            Instant.parse("2026-11-02T10:00:00Z"), 400, 20, 1_000, ZoneId.of("Asia/Kathmandu"), Duration.ZERO, 0,
            Scenario.Faults.NONE, UnknownFate.REPEAT, 1, false);

    @Test
    void equalUpstreamsGiveEqualRowsInBothDrivers() throws InterruptedException {
        var simulated = new MemoryStore();
        Simulation.run(7, CALM, new Simulation.Disk(simulated, store -> store));

        var live = new MemoryStore();
        try (var longhaul = Longhaul.over(live, Clocks.system(), CALM::keys)) {
            var draft = simulated.jobs(1).getFirst().draft();
            var rows = simulated.items(1, 0, 1_000).stream()
                    .map(item -> new io.longhaul.engine.store.DraftItem(item.rowNumber(), item.key(), item.cells(),
                            null))
                    .iterator();
            var job = longhaul.submit(draft, rows, "the same");
            var flow = new SimWorkflow(new SimSource(unlimited(CALM.free())), new SimSource(unlimited(CALM.scarce())),
                    false, true);
            longhaul.start(job, flow, source -> new Answering()).await();

            var liveRows = rows(live);
            assertThat(liveRows).hasSize(400).isEqualTo(rows(simulated));
            // who pays for a shared question depends on the order, what all pay does not
            assertThat(live.counts(1).costNanos()).isEqualTo(simulated.counts(1).costNanos());
        }
    }

    /// The rates alone would make the live run wait for minutes.
    private static io.longhaul.engine.Spec unlimited(io.longhaul.engine.Spec spec) {
        return new io.longhaul.engine.Spec(
                spec.name(), spec.version(), io.longhaul.engine.Limits.none(spec.limits().gate()), spec.price(),
                spec.reuse());
    }

    private static Map<Long, String> rows(StoreView store) {
        var rows = new TreeMap<Long, String>();
        for (EndedItem ended : store.ended(1, ItemFilter.all(), 0, 10_000)) {
            var outcome = ended.outcome();
            rows.put(
                    ended.item().position(),
                    outcome.state() + " " + outcome.errorClass() + " " + outcome.reason() + " "
                            + List.copyOf(ResultCodec.decode(outcome.result())));
        }
        return rows;
    }

    private record Answering() implements Transport {
        @Override
        public Delivery send(Request request, Attempt attempt) {
            return new Delivery.Answered(SimUpstream.answer(((Request.Http) request).path(), Instant.now()));
        }
    }
}
