package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.testkit.sim.Seeds;
import io.longhaul.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/// The simulation over the real store: what the maps of the memory store forgive, SQL does not.
class SimulationOnSqliteTest {

    @Test
    void everySeedKeepsEveryPromise() throws InterruptedException {
        var broken = Seeds.run(9_000, Long.getLong("simulation.sqlite.seeds", 12), SimulationOnSqliteTest::disk, false);

        assertThat(broken.stream().map(each -> each.seed() + ": " + each.what())).isEmpty();
    }

    @Test
    void bothStoresLeadToTheSameRun() {
        assertThat(Simulation.run(77, disk())).isEqualTo(Simulation.run(77, Seeds.inMemory()));
    }

    private static Simulation.Disk disk() {
        return new Simulation.Disk(SqliteStore.memory(), store -> ((SqliteStore) store).crashed());
    }
}
