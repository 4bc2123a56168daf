package io.longhaul.store.sqlite;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Lets go of stored answers whose files are missing or damaged: the calls become failed ones, so that who asks next asks
/// the upstream.
final class Mending {

    private final Transactions transactions;
    private final Readers readers;
    private final Blobs blobs;

    Mending(Transactions transactions, Readers readers, Blobs blobs) {
        this.transactions = transactions;
        this.readers = readers;
        this.blobs = blobs;
    }

    /// A call whose answer cannot be read.
    private record Damaged(long call, long costNanos, String file) {}

    /// @param paidToo also answers that cost something; they are bought again when a row asks
    SqliteStore.Mended mend(boolean paidToo) {
        long mended = 0;
        long left = 0;
        long cost = 0;
        for (var each : damaged()) {
            if (each.costNanos() > 0 && !paidToo) {
                left++;
                cost += each.costNanos();
                continue;
            }
            letGo(each);
            mended++;
            cost += paidToo ? each.costNanos() : 0;
        }
        return new SqliteStore.Mended(mended, left, cost);
    }

    private List<Damaged> damaged() {
        var damaged = new ArrayList<Damaged>();
        for (var name : readers.slow(Mending::names)) {
            if (isDamaged(blobs, name)) {
                damaged.addAll(readers.read(session -> session.list(
                        "SELECT id, cost FROM call WHERE blob = ? ORDER BY id",
                        row -> new Damaged(row.getLong(1), row.getLong(2), name),
                        name)));
            }
        }
        return damaged;
    }

    static List<String> names(Session session) throws SQLException {
        return session.list("SELECT DISTINCT blob FROM call WHERE blob IS NOT NULL", row -> row.getString(1));
    }

    /// @throws StoreException if that cannot be told now
    static boolean isDamaged(Blobs blobs, String name) {
        try {
            blobs.read(name);
            return false;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.CORRUPT) {
                return true;
            }
            throw e;
        }
    }

    private void letGo(Damaged each) {
        transactions.commit(List.of(new Write.Read(
                each.call(), -1, CallState.FAILED, ErrorClass.RESOURCE, "its stored answer was damaged and let go")));
        transactions.transaction(() -> {
            session().update("UPDATE call SET blob = NULL WHERE id = ?", each.call());
            if (session().number("SELECT count(*) FROM call WHERE blob = ?", each.file()) == 0) {
                blobs.delete(each.file());
            }
            return true;
        });
    }

    private Session session() {
        return transactions.session;
    }
}
