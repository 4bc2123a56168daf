package io.longhaul.store.sqlite;

import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView.Cleaned;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what is no longer wanted.
///
/// - **Jobs** that ended before the instant, with all of their own; their calls stay.
/// - **Answers**, when asked for: calls received before the instant, of jobs that are gone. The store does not know how
///   long an answer stays fresh, so as long as a job is unfinished every answer older than it may be wanted: then only
///   calls that cannot serve it go, which are none, unless it asked for a refresh (answers from its creation on).
///   The template of a schedule never runs and wants none; its copies are jobs of their own.
///   Calls of the last 32 days that used quota stay, because the longest quota window still counts them.
///
/// @param files null where all bodies are in rows
record Cleanable(Session session, @Nullable Blobs files) {

    /// Which answers go with the jobs.
    enum Answers {
        NONE,
        UNPAID,
        ALL
    }

    /// A calendar month and its buffer.
    private static final long QUOTA_NANOS = 32L * 86_400 * 1_000_000_000;

    /// Rows of a job that are measured; what the others take is reckoned from them.
    private static final int MEASURED = 20_000;

    private static final String ENDED =
            "visible = 1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND finished < ?";

    List<Long> ended(Instant before) throws SQLException {
        return session.list("SELECT id FROM job WHERE " + ENDED, row -> row.getLong(1), Values.nanos(before));
    }

    Cleaned found(Instant endedBefore, Answers answers) throws SQLException {
        var jobs = ended(endedBefore);
        long items = 0;
        long bytes = 0;
        for (long job : jobs) {
            long total = session.number("SELECT total FROM job WHERE id = ?", job);
            items += total;
            bytes += bytes(job, total);
        }
        long calls = 0;
        var unwanted = "0";
        if (answers != Answers.NONE) {
            unwanted = unwanted(endedBefore, answers);
            calls = session.number("SELECT count(*) FROM call WHERE " + unwanted);
            bytes += session.number("SELECT sum(128 + coalesce(length(headers), 0) + coalesce(length(body), 0)) "
                    + "FROM call WHERE " + unwanted);
        }
        if (files != null) {
            for (var name : files.names()) {
                bytes += referenced(name, unwanted) ? 0 : files.size(name);
            }
        }
        return new Cleaned(jobs.size(), items, calls, bytes);
    }

    /// Of large jobs by a sample.
    private long bytes(long job, long total) throws SQLException {
        long rows = Math.min(total, MEASURED);
        Object[] range = {Values.id(job, 0), Values.id(job, rows)};
        long bytes = session.number(
                "SELECT sum(32 + 2 * length(key) + length(cells)) FROM item WHERE id >= ? AND id < ?", range)
                + session.number(
                        "SELECT sum(48 + length(reason) + length(result)) FROM outcome WHERE id >= ? AND id < ?",
                        range);
        return rows == total ? bytes : (long) ((double) bytes / rows * total);
    }

    /// The condition on calls that go.
    String unwanted(Instant endedBefore, Answers answers) throws SQLException {
        long before = Values.nanos(endedBefore);
        var ended = "visible = 1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') AND finished < " + before;
        boolean wanted = false;
        long limit = before;
        for (var job : JobReads.unfinished(session)) {
            if (isTemplate(job)) {
                continue;
            }
            wanted |= !job.draft().refresh();
            limit = Math.min(limit, Values.nanos(job.draft().createdAt()));
        }
        long newest = session.number("SELECT value FROM meta WHERE name = 'newest'");
        return (wanted ? "0" : "1") + (answers == Answers.UNPAID ? " AND cost = 0" : "")
                + " AND state <> 0 AND received < " + limit
                + " AND (units = 0 OR received < " + (newest - QUOTA_NANOS) + ")"
                + " AND job NOT IN (SELECT id FROM job WHERE NOT (" + ended + "))";
    }

    private static boolean isTemplate(JobRecord job) {
        return Start.of(job.draft()) instanceof Start.Again;
    }

    /// Whether a call refers to the file that is none of those that go.
    boolean referenced(String name, String unwanted) throws SQLException {
        return session.number(
                "SELECT count(*) FROM (SELECT 1 FROM call WHERE blob = ? AND NOT (" + unwanted + ") LIMIT 1)",
                name) > 0;
    }
}
