package io.longhaul.lab.fault;

import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A process whose readers leave no moment without one while it writes: `HOME MEGABYTES`. Says `written`, how many reads
/// came to their end, and how many were cut off.
final class WalTarget {

    private static final int ROWS = 100_000;
    private static final int READERS = 6;
    private static final int DOCUMENT = 256 << 10;
    private static final int A_COMMIT = 4;

    private WalTarget() {}

    public static void main(String[] args) throws InterruptedException {
        Child.endWithStdin();
        long wanted = Long.parseLong(args[1]) << 20;
        var over = new AtomicBoolean();
        var read = new AtomicLong();
        var cut = new AtomicLong();
        try (var longhaul = Longhaul.over(SqliteStore.own(Path.of(args[0]), InstantSource.system()))) {
            var store = longhaul.store();
            long job = LabJob.submit(longhaul, "lab", ROWS, RunOptions.DEFAULT).id();
            var readers = new Thread[READERS];
            for (int i = 0; i < READERS; i++) {
                readers[i] = Thread.ofPlatform().start(() -> {
                    while (!over.get()) {
                        try {
                            store.items(job, 0, ROWS);
                            read.incrementAndGet();
                        } catch (StoreException tooLong) {
                            cut.incrementAndGet();
                        }
                    }
                });
            }
            write(longhaul, wanted);
            over.set(true);
            for (var reader : readers) {
                reader.join();
            }
            System.out.println("written " + read + " " + cut);
            System.out.flush();
        }
    }

    private static void write(Longhaul longhaul, long wanted) {
        var random = new SplittableRandom(1);
        for (long written = 0; written < wanted; written += A_COMMIT * DOCUMENT) {
            var writes = new java.util.ArrayList<Write>();
            for (int i = 0; i < A_COMMIT; i++) {
                var document = new byte[DOCUMENT];
                random.nextBytes(document);
                writes.add(new Write.Kept("lab", "document " + i + " of " + written % 7, document, Instant.now()));
            }
            longhaul.store().commit(List.copyOf(writes));
        }
    }
}
