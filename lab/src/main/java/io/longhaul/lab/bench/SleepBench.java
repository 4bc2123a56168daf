package io.longhaul.lab.bench;

import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/// Items of 20 ms, 200 at a time: whether the engine keeps its slots full, also when one item in a hundred is slow.
///
/// The first job of a process runs while its code is being compiled, so a small one goes first and is not counted.
/// Beside each run stands the same sleeping on bare virtual threads behind a semaphore: what the machine allows now.
final class SleepBench implements Bench {

    private static final int CONCURRENCY = 200;
    private static final Duration EACH = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(500);
    private static final int SLOW_ONE_IN = 100;

    private final int items;
    private final int rounds;

    SleepBench(int items, int rounds) {
        this.items = items;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public String about() {
        return "100,000 items of 20 ms, 200 at a time";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        progress.accept("sleep: warming up");
        Function<Long, Duration> even = number -> EACH;
        Function<Long, Duration> uneven = number -> number % SLOW_ONE_IN == 0 ? SLOW : EACH;
        engine(even, items / 20);
        bare(even, items / 20);
        var figures = new ArrayList<Figure>();
        figures.addAll(measure("sleep.even", 1.08, even, progress));
        figures.addAll(measure("sleep.uneven", 1.15, uneven, progress));
        return figures;
    }

    private List<Figure> measure(
            String name, double limit, Function<Long, Duration> naps, Consumer<String> progress)
            throws InterruptedException {
        double ideal = ideal(naps, items);
        var engine = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        for (int i = 1; i <= rounds; i++) {
            progress.accept(name + ": round " + i + " of " + rounds);
            engine.add(engine(naps, items));
            bare.add(bare(naps, items));
        }
        return List.of(
                Figure.atMost(limit, name + "-of-ideal", Median.of(engine) / ideal, "x"),
                Figure.of(name, Median.of(engine), "s"),
                Figure.of(name + "-bare-threads", Median.of(bare), "s"));
    }

    /// Seconds if every slot were busy to the end.
    static double ideal(Function<Long, Duration> naps, int items) {
        double total = 0;
        for (long number = 0; number < items; number++) {
            total += naps.apply(number).toNanos() / 1e9;
        }
        return total / CONCURRENCY;
    }

    private static double engine(Function<Long, Duration> naps, int items) throws InterruptedException {
        var workflow = LabJob.workflow("sleep", number -> {
            nap(naps.apply(number));
            return "slept";
        });
        return Runs.seconds(workflow, items, RunOptions.DEFAULT.withConcurrency(CONCURRENCY));
    }

    private static double bare(Function<Long, Duration> naps, int items) throws InterruptedException {
        var slots = new Semaphore(CONCURRENCY);
        long from = System.nanoTime();
        for (long number = 0; number < items; number++) {
            var length = naps.apply(number);
            slots.acquire();
            Thread.ofVirtual().start(() -> {
                nap(length);
                slots.release();
            });
        }
        slots.acquire(CONCURRENCY);
        return Runs.seconds(from);
    }

    private static void nap(Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
