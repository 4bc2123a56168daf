package io.longhaul.testkit.sim;

import io.longhaul.testkit.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Runs many seeds on all cores and collects those that break an invariant.
public final class Seeds {

    /// A seed that failed.
    ///
    /// @param what the invariant, or the defect
    public record Broken(long seed, Throwable what) {
        /// The line that runs it again.
        public String replay() {
            return "java -cp CLASSPATH " + Seeds.class.getName() + " " + seed + " 1";
        }
    }

    private Seeds() {}

    /// A store in memory.
    public static Simulation.Disk inMemory() {
        return new Simulation.Disk(new MemoryStore(), store -> ((MemoryStore) store).crash());
    }

    /// @param stopAtFirst no further seed begins once one failed
    public static List<Broken> run(long first, long count, Supplier<Simulation.Disk> disks, boolean stopAtFirst)
            throws InterruptedException {
        var broken = new ArrayList<Broken>();
        var next = new AtomicLong(first);
        int threads = Runtime.getRuntime().availableProcessors();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                        try {
                            Simulation.run(seed, disks.get());
                        } catch (AssertionError | RuntimeException what) {
                            synchronized (broken) {
                                broken.add(new Broken(seed, what));
                            }
                            if (stopAtFirst) {
                                next.set(first + count);
                            }
                        }
                    }
                }));
            }
            for (var worker : workers) {
                worker.get();
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a seed could not be run", e.getCause());
        }
        return broken;
    }

    /// `FIRST COUNT [--first-only]`: prints each broken seed with the line that replays it; exit 1 if there is one.
    public static void main(String[] arguments) throws InterruptedException {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        boolean firstOnly = arguments.length > 2 && arguments[2].equals("--first-only");
        long start = System.nanoTime();
        var broken = run(first, count, Seeds::inMemory, firstOnly);
        for (var each : broken) {
            System.out.println("seed " + each.seed() + ": " + each.what() + "\n  replay: " + each.replay());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%d seeds, %d broken, %.1f s%n", count, broken.size(), seconds);
        if (!broken.isEmpty()) {
            System.exit(1);
        }
    }
}
