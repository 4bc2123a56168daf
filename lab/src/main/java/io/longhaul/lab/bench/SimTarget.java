package io.longhaul.lab.bench;

import io.longhaul.lab.Child;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.sim.Seeds;
import io.longhaul.testkit.sim.Simulation;
import java.util.function.Supplier;

/// `STORE SEEDS ROUNDS`: rounds of seeds, each with others, after four that are not counted. Prints the seeds a minute
/// of each round, then how many broke an invariant; those are named on stderr.
final class SimTarget {

    /// While its code is compiled: in the third round that still takes a tenth of the time.
    private static final int UNCOUNTED = 4;

    static final String MEMORY = "memory";
    static final String SQLITE = "sqlite";
    static final String ROUND = "round ";
    static final String BROKEN = "broken ";

    private SimTarget() {}

    public static void main(String[] arguments) throws InterruptedException {
        Child.endWithStdin();
        Supplier<Simulation.Disk> disks = arguments[0].equals(MEMORY) ? Seeds::inMemory : SimTarget::sqlite;
        int seeds = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        int broken = 0;
        for (int round = 0; round < UNCOUNTED + rounds; round++) {
            long from = System.nanoTime();
            var failed = Seeds.run(1 + (long) round * seeds, seeds, disks, false);
            if (round >= UNCOUNTED) {
                System.out.println(ROUND + seeds * 60 / Runs.seconds(from));
            }
            broken += failed.size();
            failed.forEach(each -> System.err.println("seed " + each.seed() + ": " + each.what()));
        }
        System.out.println(BROKEN + broken);
    }

    /// SQLite's own store in memory: the production statements, no disk.
    static Simulation.Disk sqlite() {
        return new Simulation.Disk(SqliteStore.memory(), store -> ((SqliteStore) store).crashed());
    }
}
