package io.longhaul.store.sqlite;

import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/// Failed rows that were corrected. Keys are numbered once a transaction: many rows may share one, as the empty key.
final class CorrectionWrites {

    private record Touched(long job, String key) {}

    private final Session session;
    private final OutcomeWrites outcomes;
    private final Set<Touched> touched = new HashSet<>();

    CorrectionWrites(Session session, OutcomeWrites outcomes) {
        this.session = session;
        this.outcomes = outcomes;
    }

    void add(Write.Corrected corrected) throws SQLException {
        long job = corrected.job();
        var row = corrected.row();
        outcomes.mustHave(job, row.position());
        outcomes.flush();
        long id = Values.id(job, row.position());
        if (session.number("SELECT count(*) FROM outcome WHERE id = ? AND state = ?", id,
                Codes.of(ItemState.FAILED)) == 0) {
            return;
        }
        // its failure is filed under the key that it had
        outcomes.reopen(new Write.Reopened(
                job, new ItemFilter(Set.of(ItemState.FAILED), null, row.position()), corrected.at()));
        touched.add(new Touched(job, session.text("SELECT key FROM item WHERE id = ?", id)));
        touched.add(new Touched(job, row.key()));
        session.update("UPDATE item SET key = ?, cells = ? WHERE id = ?", row.key(), Values.cells(row.cells()), id);
    }

    void flush() throws SQLException {
        for (var each : touched) {
            session.update(
                    """
                    UPDATE item SET occurrence = x.n FROM (
                      SELECT id, row_number() OVER (ORDER BY id) n FROM item WHERE job = ? AND key = ?) x
                    WHERE item.id = x.id AND item.occurrence <> x.n""",
                    each.job,
                    each.key);
        }
        touched.clear();
    }

    void clear() {
        touched.clear();
    }
}
