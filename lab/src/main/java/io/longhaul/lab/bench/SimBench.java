package io.longhaul.lab.bench;

import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.sim.Seeds;
import io.longhaul.testkit.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// How many seeds of the simulation run in a minute, on all cores.
final class SimBench implements Bench {

    private static final int ROUNDS = 3;

    private final int inMemory;
    private final int onSqlite;
    private int broken;

    /// @param inMemory seeds a round over the store in memory, `onSqlite` over SQLite's
    SimBench(int inMemory, int onSqlite) {
        this.inMemory = inMemory;
        this.onSqlite = onSqlite;
    }

    /// SQLite's own store in memory: the production statements, no disk.
    static Simulation.Disk sqlite() {
        return new Simulation.Disk(SqliteStore.memory(), store -> ((SqliteStore) store).crashed());
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String about() {
        return "seeds of the simulation a minute";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws InterruptedException {
        broken = 0;
        progress.accept("sim: in memory");
        double memory = seedsAMinute(inMemory, Seeds::inMemory, progress);
        progress.accept("sim: on SQLite");
        double sqlite = seedsAMinute(onSqlite, SimBench::sqlite, progress);
        return List.of(
                Figure.atLeast(2000, "sim.in-memory", memory, "seeds/min"),
                Figure.atLeast(150, "sim.on-sqlite", sqlite, "seeds/min"),
                Figure.atMost(0, "sim.broken", broken, "seeds"));
    }

    private double seedsAMinute(int seeds, Supplier<Simulation.Disk> disks, Consumer<String> progress)
            throws InterruptedException {
        var speeds = new ArrayList<Double>();
        Seeds.run(1, Math.ceilDiv(seeds, 4), disks, false); // compiles
        for (int round = 0; round < ROUNDS; round++) {
            long from = System.nanoTime();
            var failed = Seeds.run(1 + (long) round * seeds, seeds, disks, false);
            speeds.add(seeds * 60 / Runs.seconds(from));
            broken += failed.size();
            failed.forEach(each -> progress.accept("sim: seed " + each.seed() + ": " + each.what()));
        }
        return Median.of(speeds);
    }
}
