package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreView.Cleaned;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Finds what is no longer wanted.
///
/// - **Jobs** that ended before the instant, with all of their own; their calls stay.
/// - **Answers**, when asked for: calls received before the instant, of jobs that are gone. The store does not know how
///   long an answer stays fresh, so as long as a job is unfinished every answer older than it may be wanted: then only
///   calls that cannot serve it go, which are none, unless it asked for a refresh (answers from its creation on).
///   Calls of the last 32 days that used quota stay, because the longest quota window still counts them.
///
/// @param files null where all bodies are in rows
record Cleanable(Session session, @Nullable Blobs files) {

    /// A calendar month and its buffer.
    private static final long QUOTA_NANOS = 32L * 86_400 * 1_000_000_000;

    static final String ENDED =
            "visible = 1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND finished < ?";

    Cleaned found(Instant endedBefore, boolean answers) throws SQLException {
        long before = Values.nanos(endedBefore);
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
        bytes += unreferenced(gone, false);
        return new Cleaned(jobs.size(), items, calls, bytes);
    }

    /// The part of a statement that names the calls to go.
    String unwanted(long before) throws SQLException {
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

    /// Bytes of blob files that no call refers to, those in `gone` (a list or query of ids) aside.
    long unreferenced(String gone, boolean delete) throws SQLException {
        long bytes = 0;
        if (files == null) {
            return bytes;
        }
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
}
