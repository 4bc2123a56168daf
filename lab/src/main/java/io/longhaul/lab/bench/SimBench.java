package io.longhaul.lab.bench;

import io.longhaul.lab.Child;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// How many seeds of the simulation run in a minute, on all cores: in a process of its own for each store, which runs
/// four rounds before the clock starts, as a long run of seeds has its code compiled too, and with memory for a round.
final class SimBench implements Bench {

    private static final int ROUNDS = 3;
    private static final List<String> OPTIONS =
            List.of("-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders", "-Xmn1500m");

    private final int inMemory;
    private final int onSqlite;

    /// @param inMemory seeds a round over the store in memory, `onSqlite` over SQLite's
    SimBench(int inMemory, int onSqlite) {
        this.inMemory = inMemory;
        this.onSqlite = onSqlite;
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
    public List<Figure> run(Consumer<String> progress) {
        progress.accept("sim: in memory");
        var memory = measure(SimTarget.MEMORY, inMemory);
        progress.accept("sim: on SQLite");
        var sqlite = measure(SimTarget.SQLITE, onSqlite);
        return List.of(
                Figure.atLeast(2000, "sim.in-memory", memory.aMinute(), "seeds/min"),
                Figure.atLeast(150, "sim.on-sqlite", sqlite.aMinute(), "seeds/min"),
                Figure.atMost(0, "sim.broken", memory.broken() + sqlite.broken(), "seeds"));
    }

    private record Measured(double aMinute, int broken) {}

    private static Measured measure(String store, int seeds) {
        try (var child = Child.java(SimTarget.class, OPTIONS, List.of(store, "" + seeds, "" + ROUNDS))) {
            var speeds = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                speeds.add(Double.parseDouble(child.awaitLine(SimTarget.ROUND)));
            }
            return new Measured(Median.of(speeds), Integer.parseInt(child.awaitLine(SimTarget.BROKEN)));
        }
    }
}
