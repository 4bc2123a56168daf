package io.longhaul.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.LabJob;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The floor is worth something only if it does what the engine does.
class FloorTest {

    /// Neither a whole number of commits nor of batches.
    private static final int ITEMS = 2_345;

    @TempDir
    Path directory;

    @Test
    void thePlainStatementsLeaveWhatTheEngineLeaves() throws Exception {
        var engine = directory.resolve("engine");
        var plain = directory.resolve("plain");
        try (var longhaul = Longhaul.over(SqliteStore.own(engine, InstantSource.system()))) {
            var job = LabJob.submit(longhaul, "noop", ITEMS, RunOptions.DEFAULT);
            longhaul.start(job, LabJob.workflow("noop", number -> "x"), Work.Transports.none())
                    .await();
        }
        try (var longhaul = Longhaul.over(SqliteStore.own(plain, InstantSource.system()))) {
            LabJob.submit(longhaul, "noop", ITEMS, RunOptions.DEFAULT);
        }
        Floor.outcomes(plain.resolve("longhaul.db"), 1, ITEMS, 10, ResultCodec.encode(List.of(List.of("x"))));

        for (var rows : List.of(
                "SELECT id, state, class, reason, rows, calls, reused, attempts, cost, hex(result) FROM outcome ORDER BY id",
                "SELECT id, size, done, failed, skipped, uncertain, passed, reused, open FROM batch ORDER BY id",
                "SELECT * FROM span ORDER BY id")) {
            assertThat(read(plain, rows)).isEqualTo(read(engine, rows)).isNotEmpty();
        }
    }

    @Test
    void everyRowIsInserted() throws SQLException {
        Floor.inserts(directory.resolve("longhaul.db"), ITEMS, new byte[200]);

        assertThat(read(directory, "SELECT count(*), sum(length(bytes)) FROM plain"))
                .containsExactly(List.of("" + ITEMS, "" + 200 * ITEMS));
    }

    private static List<List<String>> read(Path home, String sql) throws SQLException {
        var rows = new ArrayList<List<String>>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("longhaul.db"));
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
