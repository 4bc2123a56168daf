package io.longhaul.app.mirror;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.mirror.RedisMirror;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.TickerCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// All that is mirrored of a store, a page at a time: cached tickers, imported and failed ones, then jobs, the newest first.
///
/// @param part shelf, or [#JOBS]; empty when nothing is left
/// @param after key or job id; empty for the first ones
record Everything(String part, String after) {

    private static final String JOBS = "jobs";
    private static final int TICKERS_AT_ONCE = 500;
    private static final int JOBS_AT_ONCE = 10;

    static final Everything FROM_THE_START = new Everything(TickerCache.TICKERS, "");
    static final Everything DONE = new Everything("", "");

    /// @param rest what is left behind it
    record Page(Names names, Everything rest) {}

    boolean done() {
        return part.isEmpty();
    }

    /// As one word; [#at] reads it.
    String place() {
        return part + " " + after;
    }

    static Everything at(String place) {
        var words = place.split(" ", 2);
        return new Everything(words[0], words[1]);
    }

    Page next(StoreView store, Instant now) {
        return switch (part) {
            case TickerCache.TICKERS -> tickers(store, new Everything(TickerCache.IMPORTED, ""));
            case TickerCache.IMPORTED -> tickers(store, new Everything(TickerCache.FAILED, ""));
            case TickerCache.FAILED -> tickers(store, new Everything(JOBS, ""));
            case JOBS -> jobs(store, now);
            default -> new Page(new Names(List.of(), List.of(), List.of()), DONE);
        };
    }

    private Page tickers(StoreView store, Everything then) {
        var keys = store.keptKeys(part, after, TICKERS_AT_ONCE);
        // what is not in the store may still stand in Redis
        return new Page(
                new Names(keys, keys, List.of()),
                keys.size() < TICKERS_AT_ONCE ? then : new Everything(part, keys.getLast()));
    }

    /// Those of which something may still stand in Redis.
    private Page jobs(StoreView store, Instant now) {
        long before = after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after);
        var found = store.jobs(before, JOBS_AT_ONCE);
        var ids = new ArrayList<Long>();
        for (var job : found) {
            if (job.draft().workflow().equals(FillCache.NAME) && !over(job, now)) {
                ids.add(job.id());
            }
        }
        return new Page(
                new Names(List.of(), List.of(), ids),
                found.size() < JOBS_AT_ONCE
                        ? DONE
                        : new Everything(JOBS, Long.toString(found.getLast().id())));
    }

    private static boolean over(JobRecord job, Instant now) {
        var finished = job.finishedAt();
        return finished != null && finished.plus(RedisMirror.LIFE).isBefore(now);
    }
}
