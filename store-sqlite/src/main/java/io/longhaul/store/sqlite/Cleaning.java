package io.longhaul.store.sqlite;

import io.longhaul.engine.store.Store.Cleaned;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes what is no longer wanted.
///
/// - **Jobs** that ended before the instant, with all of their own; their calls stay.
/// - **Answers**, when asked for: calls received before the instant, of jobs that are gone. The store does not know how
///   long an answer stays fresh, so as long as a job is unfinished every answer older than it may be wanted: then only
///   calls that cannot serve it go, which are none, unless it asked for a refresh (answers from its creation on).
///   Calls of the last 32 days that used quota stay, because the longest quota window still counts them.
final class Cleaning {

    /// A calendar month and its buffer.
    private static final long QUOTA_NANOS = 32L * 86_400 * 1_000_000_000;

    private static final String ENDED =
            "visible = 1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND finished < ?";

    private final Transactions transactions;
    private final Session session;
    private final @Nullable Blobs blobs;

    Cleaning(Transactions transactions, @Nullable Blobs blobs) {
        this.transactions = transactions;
        this.session = transactions.session;
        this.blobs = blobs;
    }

    Cleaned clean(Instant endedBefore, boolean answers, boolean preview) {
        long before = Values.nanos(endedBefore);
        var found = transactions.run(() -> found(before, answers));
        if (!preview) {
            for (long job : transactions.run(
                    () -> session.list("SELECT id FROM job WHERE " + ENDED, row -> row.getLong(1), before))) {
                Removal.remove(transactions, job);
            }
            if (answers) {
                transactions.transaction(() -> removeAnswers(before));
            }
            if (blobs != null) {
                var files = blobs;
                transactions.run(() -> unreferenced(files, "NULL", true));
            }
            compact();
        }
        return found;
    }

    private Cleaned found(long before, boolean answers) throws SQLException {
        var jobs = session.list("SELECT id FROM job WHERE " + ENDED, row -> row.getLong(1), before);
        long items = 0;
        long bytes = 0;
        for (long job : jobs) {
            Object[] range = {Values.id(job, 0), Values.end(job)};
            items += session.number("SELECT count(*) FROM item WHERE id >= ? AND id < ?", range);
            bytes += session.number(
                    "SELECT sum(32 + 2 * length(key) + length(cells)) FROM item WHERE id >= ? AND id < ?", range);
            bytes += session.number(
                    "SELECT sum(48 + length(reason) + length(result)) FROM outcome WHERE id >= ? AND id < ?", range);
        }
        long calls = 0;
        var gone = "NULL";
        if (answers) {
            gone = "SELECT id" + unwanted(before);
            calls = session.number("SELECT count(*)" + unwanted(before));
            bytes += session.number("SELECT sum(128 + coalesce(length(headers), 0) + coalesce(length(body), 0))"
                    + unwanted(before));
        }
        if (blobs != null) {
            bytes += unreferenced(blobs, gone, false);
        }
        return new Cleaned(jobs.size(), items, calls, bytes);
    }

    /// The part of a statement that names the calls to go.
    private String unwanted(long before) throws SQLException {
        var ended = "visible = 1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND finished < " + before;
        boolean wanted = session.number("SELECT count(*) FROM job WHERE refresh = 0 AND visible = 1 "
                + "AND state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')") > 0;
        long limit = session.number(
                "SELECT coalesce(min(created), 9223372036854775807) FROM job WHERE refresh = 1 AND visible = 1 "
                        + "AND state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')");
        long newest = session.number("SELECT value FROM meta WHERE name = 'newest'");
        return " FROM call WHERE " + (wanted ? "0" : "1") + " AND state <> 0 AND received < " + Math.min(before, limit)
                + " AND (units = 0 OR received < " + (newest - QUOTA_NANOS) + ")"
                + " AND job NOT IN (SELECT id FROM job WHERE NOT (" + ended + "))";
    }

    private int removeAnswers(long before) throws SQLException {
        // Ids are never given out twice, even if the newest calls go.
        session.update("INSERT OR REPLACE INTO meta SELECT 'last_call', max(coalesce(max(id), 0), "
                + "coalesce((SELECT value FROM meta WHERE name = 'last_call'), 0)) FROM call");
        var gone = unwanted(before);
        session.execute("DELETE FROM member WHERE call IN (SELECT id" + gone + ")");
        session.execute("UPDATE tally SET n = n - x.m, cost = cost - x.c FROM (SELECT job j, source s, state t, "
                + "count(*) m, sum(cost) c" + gone + " GROUP BY 1, 2, 3) x "
                + "WHERE tally.job = x.j AND tally.source = x.s AND tally.state = x.t");
        session.execute("DELETE FROM call WHERE id IN (SELECT id" + gone + ")");
        return session.update("DELETE FROM tally WHERE n = 0 AND job NOT IN (SELECT id FROM job)");
    }

    /// Bytes of blob files that no call refers to, those in `gone` (a list or query of ids) aside.
    private long unreferenced(Blobs files, String gone, boolean delete) throws SQLException {
        long bytes = 0;
        for (var name : files.names()) {
            long users = session.number(
                    "SELECT count(*) FROM call WHERE blob = ? AND blob IS NOT NULL AND id NOT IN (SELECT id FROM call "
                            + "WHERE id IN (" + gone + "))",
                    name);
            if (users == 0) {
                bytes += files.size(name);
                if (delete) {
                    files.delete(name);
                }
            }
        }
        return bytes;
    }

    /// Gives space back to the disk when at least half of the file is empty and a copy of the rest fits.
    private void compact() {
        transactions.run(() -> {
            long pages = session.number("PRAGMA page_count");
            long free = session.number("PRAGMA freelist_count");
            if (blobs != null && free > 1_000 && free * 2 > pages) {
                session.execute("VACUUM");
                session.number("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            return List.of(pages, free);
        });
    }
}
