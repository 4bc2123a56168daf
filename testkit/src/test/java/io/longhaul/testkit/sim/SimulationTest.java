package io.longhaul.testkit.sim;

import io.longhaul.testkit.MemoryStore;
import org.junit.jupiter.api.Test;

class SimulationTest {

    @Test
    void seedsRunToTheEnd() {
        long seeds = Long.getLong("seeds", 20);
        long first = Long.getLong("first", 1);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                var report = Simulation.run(seed, new Simulation.Disk(new MemoryStore(), store -> ((MemoryStore) store).crash()));
                System.err.println(report);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed, broken);
            }
        }
    }
}
