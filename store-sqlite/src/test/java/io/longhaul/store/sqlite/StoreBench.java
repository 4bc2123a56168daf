package io.longhaul.store.sqlite;

import io.longhaul.engine.Reply;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.MemoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Figures of the store, printed. Not a test: run its main with a directory on a real disk.
final class StoreBench {

    private static final int ROWS = 200_000;
    private static final int COMMIT = 1_000;
    private static final byte[] RESULT = new byte[200];
    private static final Instant NOW = Instant.parse("2026-11-02T14:30:00Z");

    private StoreBench() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "bench");
        int rounds = Integer.getInteger("rounds", 3);
        for (int round = 1; round <= rounds; round++) {
            double trivial = trivial(directory.resolve("trivial" + round + ".db"));
            double outcomes = outcomes(directory.resolve("outcomes" + round));
            double commits = commits(directory.resolve("commits" + round));
            System.out.printf(
                    "round %d: trivial %.0f/s, outcome statements %.0f/s (ratio %.2f), commit() %.0f/s (%.2f of them)%n",
                    round, trivial, outcomes, outcomes / trivial, commits, commits / outcomes);
        }
        for (int round = 0; round < 3; round++) {
            try (var store = SqliteStore.memory()) {
                small("SQLite in memory", store);
            }
            try (var store = new MemoryStore()) {
                small("maps", store);
            }
        }
        large(directory.resolve("large"));
    }

    /// One write a commit, as a simulation makes them.
    private static void small(String name, Store store) {
        int n = 10_000;
        var job = load(store, n);
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            var digest = Digest.of("yahoo", String.valueOf(i));
            store.commit(List.of(new Write.Reserved(
                    i + 1, job.id(), i, "prices", "yahoo", digest, List.of(), "", "", 1, 1, 1, NOW.plusMillis(i))));
            store.commit(List.of(new Write.Settled(i + 1, new Reply(200, Map.of(), RESULT, NOW.plusMillis(i)), 0)));
            store.commit(List.of(new Write.Ended(job.id(), i, done())));
        }
        System.out.printf("%s: %.0f commits of one write/s%n", name, 3 * n / seconds(start));
    }

    private static double trivial(Path file) throws SQLException {
        try (var session = Connections.writer(file)) {
            session.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB NOT NULL)");
            var insert = session.prepare("INSERT INTO t VALUES (?, ?)");
            long start = System.nanoTime();
            for (int i = 0; i < ROWS; i += COMMIT) {
                session.begin();
                for (int k = 0; k < COMMIT; k++) {
                    insert.setLong(1, i + k);
                    insert.setBytes(2, RESULT);
                    insert.executeUpdate();
                }
                session.commit();
            }
            return ROWS / seconds(start);
        }
    }

    /// The statements of an outcome, without the port.
    private static double outcomes(Path home) throws IOException, SQLException {
        Files.createDirectory(home);
        try (var store = SqliteStore.own(home, InstantSource.system())) {
            load(store, ROWS);
        }
        try (var session = Connections.writer(home.resolve("longhaul.db"))) {
            var writes = new OutcomeWrites(session);
            var outcome = done();
            long start = System.nanoTime();
            for (int i = 0; i < ROWS; i += COMMIT) {
                session.begin();
                for (int k = 0; k < COMMIT; k++) {
                    writes.add(1, i + k, 10, ROWS, outcome);
                }
                writes.flush();
                session.commit();
            }
            return ROWS / seconds(start);
        }
    }

    private static double commits(Path home) throws IOException {
        Files.createDirectory(home);
        try (var store = SqliteStore.own(home, InstantSource.system())) {
            var job = load(store, ROWS);
            long start = System.nanoTime();
            end(store, job, 0, ROWS);
            return ROWS / seconds(start);
        }
    }

    private static void large(Path home) throws IOException {
        Files.createDirectory(home);
        int n = 1_000_000;
        JobRecord job;
        try (var store = SqliteStore.own(home, InstantSource.system())) {
            long start = System.nanoTime();
            job = load(store, n);
            System.out.printf("load 1,000,000: %.1f s%n", seconds(start));
            end(store, job, 10, n / 2);
            start = System.nanoTime();
            calls(store, job, 1_000_000);
            System.out.printf("1,000,000 unmetered calls: %.0f/s%n", 1_000_000 / seconds(start));
            store.abandon();
        }
        long start = System.nanoTime();
        try (var store = SqliteStore.own(home, InstantSource.system())) {
            System.out.printf("own after an unclean end: %.0f ms%n", 1e3 * seconds(start));
            time("first page of pending", () -> store.pending(job.id(), 0, 1_000));
            time("second page", () -> store.pending(job.id(), n / 2 + 990, 1_000));
            time("first page again", () -> store.pending(job.id(), 0, 1_000));
            time("counts", () -> store.counts(job.id()));
            time("counts again", () -> store.counts(job.id()));
            time("latency", () -> store.latency("yahoo"));
            time("callsOf", () -> store.callsOf(job.id(), 77));
            time("itemAtRow", () -> store.itemAtRow(job.id(), 700_000));
            time("ended page", () -> store.ended(job.id(), io.longhaul.engine.store.ItemFilter.all(), 100_000, 1_000));
        }
    }

    private static void time(String name, Runnable read) {
        // Processor time as well: other work on the machine does not count there.
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        read.run();
        System.out.printf(
                "%s: %.1f ms, %.1f ms of processor time%n",
                name, 1e3 * seconds(start), (threads.getCurrentThreadCpuTime() - cpu) / 1e6);
    }

    private static JobRecord load(Store store, int n) {
        var draft = new JobDraft(
                "", "bench", 1, Map.of(), "", "", "", List.of("ticker"), 10, 1_000, NOW, false, RunOptions.DEFAULT);
        try (var loader = store.load(draft)) {
            var piece = new ArrayList<DraftItem>();
            for (int i = 0; i < n; i++) {
                // Keys that do not come in order, as in real lists.
                piece.add(
                        new DraftItem(i + 2L, "T" + Integer.toHexString(i * 0x9E3779B1), List.of("ticker " + i), null));
                if (piece.size() == 10_000) {
                    loader.add(piece);
                    piece.clear();
                }
            }
            loader.add(piece);
            return loader.publish("x");
        }
    }

    private static void end(Store store, JobRecord job, int from, int to) {
        for (int i = from; i < to; i += COMMIT) {
            var writes = new ArrayList<Write>(COMMIT);
            for (int k = i; k < Math.min(to, i + COMMIT); k++) {
                writes.add(new Write.Ended(job.id(), k, done()));
            }
            store.commit(writes);
        }
    }

    private static void calls(Store store, JobRecord job, int n) {
        for (int i = 0; i < n; i += 500) {
            var writes = new ArrayList<Write>();
            for (int k = i; k < i + 500; k++) {
                var digest = Digest.of("yahoo", String.valueOf(k));
                writes.add(new Write.Reserved(
                        k + 1, job.id(), k, "prices", "yahoo", digest, List.of(), "", "", 0, 0, 1, NOW));
                writes.add(new Write.Settled(k + 1, new Reply(200, Map.of("a", "b"), RESULT, NOW.plusMillis(30)), 0));
            }
            store.commit(writes);
        }
    }

    private static Outcome done() {
        return new Outcome(ItemState.DONE, null, "", 1, RESULT, 0, 0, 0, 0, NOW);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
