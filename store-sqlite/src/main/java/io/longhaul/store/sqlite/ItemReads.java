package io.longhaul.store.sqlite;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.StoreView.Parking;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.store.sqlite.BatchReads.Shape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Items and their outcomes.
final class ItemReads {

    private static final String ITEM = "i.id, i.row_number, i.key, i.occurrence, i.cells, i.retried, i.strikes";
    private static final String OUTCOME =
            "o.state, o.class, o.reason, o.rows, o.result, o.calls, o.reused, o.attempts, o.cost, o.ended";
    private static final int OUTCOME_AT = 8;

    private ItemReads() {}

    /// Jumps over runs of complete batches, so that the first page of a nearly finished job costs what the last does.
    static List<StoredItem> pending(Session session, long job, long from, int limit) throws SQLException {
        var shape = Shape.of(session, job);
        var page = new ArrayList<StoredItem>();
        long position = Math.max(0, from);
        while (position < shape.total() && page.size() < limit) {
            long batch = position / shape.batchSize();
            long open = BatchReads.firstOpen(session, shape, batch);
            if (open >= shape.batches()) {
                break;
            }
            // Each batch before the next full one holds a pending item: `limit` of them are enough for the page.
            long horizon = Math.min(shape.batches(), open + limit);
            long full = BatchReads.firstFull(session, shape, open, horizon);
            page.addAll(session.list(
                    "SELECT " + ITEM + " FROM item i WHERE i.id >= ? AND i.id < ? "
                            + "AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.id = i.id) ORDER BY i.id LIMIT ?",
                    ItemReads::item,
                    Values.id(job, Math.max(position, open * shape.batchSize())),
                    Values.id(job, Math.min(shape.total(), full * shape.batchSize())),
                    limit - page.size()));
            position = full * shape.batchSize();
        }
        return page;
    }

    static List<StoredItem> items(Session session, long job, long from, int limit) throws SQLException {
        var shape = Shape.of(session, job);
        return session.list(
                "SELECT " + ITEM + " FROM item i WHERE i.id >= ? AND i.id < ? ORDER BY i.id LIMIT ?",
                ItemReads::item,
                Values.id(job, from),
                Values.id(job, shape.total()),
                limit);
    }

    static List<EndedItem> ended(Session session, long job, ItemFilter filter, long from, int limit, long bytes)
            throws SQLException {
        var shape = Shape.of(session, job);
        var left = new long[] {bytes};
        return session.listWhile(
                "SELECT " + ITEM + ", " + OUTCOME + " FROM outcome o JOIN item i ON i.id = o.id "
                        + "WHERE o.id >= ? AND o.id < ?" + where(filter) + " ORDER BY o.id LIMIT ?",
                row -> new EndedItem(item(row), outcome(row, OUTCOME_AT)),
                ended -> (left[0] -= ended.outcome().result().length) > 0,
                Math.max(Values.id(job, from), first(job, filter)),
                Math.min(Values.id(job, shape.total()), end(job, filter)),
                limit);
    }

    /// The ids that the filter may take lie from here on.
    static long first(long job, ItemFilter filter) {
        var position = filter.position();
        return Values.id(job, position == null ? 0 : position);
    }

    /// And below here.
    static long end(long job, ItemFilter filter) {
        var position = filter.position();
        return position == null ? Values.end(job) : Values.id(job, position) + 1;
    }

    /// Further conditions on `o`, of which there are few: a text for each is kept. Where a position is named, the range
    /// of ids tells it.
    static String where(ItemFilter filter) {
        var sql = new StringBuilder();
        var states = filter.states();
        var errorClass = filter.errorClass();
        if (!states.isEmpty()) {
            var codes = states.stream()
                    .filter(ItemState::ended)
                    .map(Codes::of)
                    .sorted()
                    .map(String::valueOf)
                    .toList();
            sql.append(" AND o.state IN (").append(String.join(",", codes)).append(')');
        }
        if (errorClass != null) {
            sql.append(" AND o.class = ").append(Codes.of(errorClass));
        }
        if (errorClass != null || (!states.isEmpty() && !states.contains(ItemState.DONE))) {
            // Lets SQLite take the partial index.
            sql.append(" AND o.state <> 1");
        }
        return sql.toString();
    }

    static Optional<StoredItem> item(Session session, long job, String key, int occurrence) throws SQLException {
        if (Shape.of(session, job).equals(Shape.NONE)) {
            return Optional.empty();
        }
        return session.first(
                "SELECT " + ITEM + " FROM item i WHERE i.job = ? AND i.key = ? AND i.occurrence = ?",
                ItemReads::item,
                job,
                key,
                occurrence);
    }

    /// Row numbers rise with positions in every format read so far, so halving finds them; if not, all are searched.
    static Optional<StoredItem> itemAtRow(Session session, long job, long rowNumber) throws SQLException {
        var shape = Shape.of(session, job);
        long low = 0;
        long high = shape.total();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (session.number("SELECT row_number FROM item WHERE id = ?", Values.id(job, middle)) < rowNumber) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var found = session.first(
                "SELECT " + ITEM + " FROM item i WHERE i.id = ? AND i.row_number = ?",
                ItemReads::item,
                Values.id(job, low),
                rowNumber);
        return found.isPresent()
                ? found
                : session.first(
                        "SELECT " + ITEM + " FROM item i WHERE i.id >= ? AND i.id < ? AND i.row_number = ? LIMIT 1",
                        ItemReads::item,
                        Values.id(job, 0),
                        Values.id(job, shape.total()),
                        rowNumber);
    }

    static Optional<Outcome> outcome(Session session, long job, long position) throws SQLException {
        if (Shape.of(session, job).equals(Shape.NONE)) {
            return Optional.empty();
        }
        return session.first(
                "SELECT " + OUTCOME + " FROM outcome o WHERE o.id = ?",
                row -> outcome(row, 1),
                Values.id(job, position));
    }

    static Optional<Parking> parking(Session session, long job, long position) throws SQLException {
        return session.first(
                "SELECT parked_until, parked_because FROM item i WHERE id = ? AND parked_until IS NOT NULL "
                        + "AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.id = i.id)",
                row -> new Parking(Values.instant(row.getLong(1)), row.getString(2)),
                Values.id(job, position));
    }

    private static StoredItem item(ResultSet row) throws SQLException {
        return new StoredItem(
                row.getLong(1) & Values.MASK,
                row.getLong(2),
                row.getString(3),
                row.getInt(4),
                Values.cells(Values.bytes(row, 5)),
                Values.instant(row, 6),
                row.getInt(7));
    }

    private static Outcome outcome(ResultSet row, int at) throws SQLException {
        return new Outcome(
                Codes.item(row.getInt(at)),
                Codes.errorClass(row.getInt(at + 1)),
                row.getString(at + 2),
                row.getInt(at + 3),
                Values.bytes(row, at + 4),
                row.getInt(at + 5),
                row.getInt(at + 6),
                row.getInt(at + 7),
                row.getLong(at + 8),
                Values.instant(row.getLong(at + 9)));
    }
}
