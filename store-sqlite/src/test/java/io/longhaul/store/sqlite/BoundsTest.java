package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a store that is open for months holds in memory and in its log does not grow with what passed through it.
class BoundsTest {

    private static final int ROWS = 1_000;

    @TempDir
    Path home;

    @Test
    void correctedRowsLeaveNoStatementsBehind() {
        try (var store = SqliteStore.memory()) {
            var job = Rows.load(store, ROWS);
            for (int position = 0; position < ROWS; position++) {
                store.commit(List.of(new Write.Ended(
                        job.id(), position,
                        new Outcome(ItemState.FAILED, ErrorClass.VALIDATION, "no", 0, new byte[0], 1, 0, 1, 0,
                                Rows.NOW))));
            }
            store.commit(List.of(new Write.Corrected(job.id(), new Correction(0, "C0", List.of("C0")), Rows.NOW)));
            int before = store.prepared();

            for (int position = 1; position < ROWS; position++) {
                var row = new Correction(position, "C" + position, List.of("C" + position));
                store.commit(List.of(new Write.Corrected(job.id(), row, Rows.NOW)));
            }
            for (int position = 0; position < ROWS; position++) {
                assertThat(store.ended(job.id(), ItemFilter.at(position), 0, 1)).isEmpty();
            }

            assertThat(store.prepared() - before).isLessThan(10);
            assertThat(store.pending(job.id(), 0, ROWS)).hasSize(ROWS).allMatch(item -> item.key().startsWith("C"));
        }
    }

    @Test
    void textsThatAreMadeAnewAreForgotten() throws Exception {
        try (var session = Connections.memory()) {
            for (int i = 0; i < 2_000; i++) {
                session.number("SELECT " + i);
            }

            assertThat(session.prepared()).isLessThanOrEqualTo(400);
        }
    }

    @Test
    void aReadThatTakesTooLongIsCutOff() throws Exception {
        try (var store = SqliteStore.own(home, ManualClock.atMonday());
                var limit = new ReadLimit();
                var session = Connections.reader(home.resolve("longhaul.db"))) {
            Rows.load(store, 1);
            var reading = CompletableFuture.supplyAsync(() -> {
                var watch = limit.begin(session);
                try {
                    return session.number(
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n");
                } catch (SQLException cut) {
                    throw Faults.of(cut, "the store");
                } finally {
                    watch.end();
                }
            });

            while (!reading.isDone()) {
                limit.look();
            }

            assertThatThrownBy(reading::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            cut -> assertThat(cut.kind()).isEqualTo(StoreException.Kind.EXHAUSTED))
                    .hasMessageContaining("cut off");
        }
    }

    /// Readers that follow one another without a gap kept the log from ever beginning anew.
    @Test
    void theLogStaysSmallWhileReadersOverlap() throws Exception {
        try (var store = SqliteStore.own(home, ManualClock.atMonday())) {
            var job = Rows.load(store, 300);
            var turns = new Overlap(home.resolve("longhaul.db"));
            var reading = Thread.ofPlatform().start(turns);
            long largest = 0;
            for (int position = 0; position < 300; position++) {
                store.commit(List.of(Rows.done(job, position, 600_000)));
                largest = Math.max(largest, Files.size(home.resolve("longhaul.db-wal")));
            }
            turns.ending = true;
            reading.join();

            assertThat(largest).isLessThan(130L << 20);
        }
    }

    /// Two readers, of which one always reads: each ends only when the other has begun.
    private static final class Overlap implements Runnable {
        private final Path database;
        private volatile boolean ending;

        Overlap(Path database) {
            this.database = database;
        }

        @Override
        public void run() {
            try (var one = Connections.reader(database);
                    var other = Connections.reader(database)) {
                begin(one);
                while (!ending) {
                    begin(other);
                    one.commit();
                    begin(one);
                    other.commit();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void begin(Session session) throws SQLException {
            session.begin();
            session.number("SELECT count(*) FROM job");
        }
    }
}
