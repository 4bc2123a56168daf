package io.longhaul.lab.fault;

import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.store.sqlite.Doctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Readers that follow one another without a gap while the store is written: SQLite cannot begin its log anew as long as
/// one reads, so that the log would grow with all that is written.
final class WalPinned implements Fault {

    private static final long MEGABYTES = 512;
    private static final long MOST = 256;
    private static final long POLL_NANOS = 20_000_000;

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public String about() {
        return "readers without a gap while 512 MB is written";
    }

    @Override
    public int times() {
        return 1;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-wal-")) {
            var home = scratch.path("home");
            var largest = new AtomicLong();
            var over = new AtomicBoolean();
            var watch = Thread.ofPlatform().daemon().start(() -> watch(home.resolve("longhaul.db-wal"), largest, over));
            long from = System.nanoTime();
            String[] counts;
            try (var child = Child.java(
                    WalTarget.class, List.of("-Xmx512m"),
                    List.of(home.toString(), Long.toString(MEGABYTES * times)))) {
                counts = child.awaitLine("written ").split(" ");
                child.await();
            } finally {
                over.set(true);
                watch.join();
            }
            long unsound = Doctor.check(home, InstantSource.system()).stream().filter(each -> !each.ok()).count();
            return List.of(
                    Figure.atMost(MOST, "wal.largest", largest.get() >> 20, "MB"),
                    Figure.atLeast(1, "wal.reads", Long.parseLong(counts[0]), ""),
                    Figure.of("wal.reads-cut-off", Long.parseLong(counts[1]), ""),
                    Figure.of("wal.written", MEGABYTES * times, "MB"),
                    Figure.of("wal.duration", (System.nanoTime() - from) / 1e9, "s"),
                    Figure.atMost(0, "wal.unsound", unsound, "findings"));
        }
    }

    private static void watch(Path log, AtomicLong largest, AtomicBoolean over) {
        try {
            while (!over.get()) {
                largest.accumulateAndGet(Files.exists(log) ? Files.size(log) : 0, Math::max);
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            }
        } catch (IOException | InterruptedException gone) {
            // the process ended, and its log with it
        }
    }
}
