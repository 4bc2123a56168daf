package io.longhaul.engine.core;

import org.jspecify.annotations.Nullable;

/// Reads a job's pending items, page by page.
final class Loading {
    private final Context context;
    private final Slippage slippage;

    Loading(Context context, Slippage slippage) {
        this.context = context;
        this.slippage = slippage;
    }

    void load(JobRun job) {
        job.loading = true;
        if (job.cursor == 0) {
            slippage.count(job);
        }
        int limit = Math.clamp(4L * job.lookAhead(), 256, 2048);
        context.out.add(new Effect.Load(job.id, job.cursor, limit));
    }

    /// @return the job that got the page; null if nobody needs it any more
    @Nullable
    JobRun loaded(Event.Loaded loaded) {
        var job = context.jobs.get(loaded.job());
        if (job == null || !job.active) {
            return null;
        }
        job.loading = false;
        if (job.rewind) {
            job.rewind = false;
            rewind(job);
            return null;
        }
        if (loaded.counts() != null) {
            job.recount(loaded.counts());
        }
        for (var item : loaded.items()) {
            if (item.position() >= job.slice.until()) {
                job.beyondSlice = true;
                break;
            }
            job.cursor = item.position() + 1;
            if (!job.items.containsKey(item.position())) {
                job.ready.addLast(item);
                var batch = job.batch(item.position() / job.batchSize);
                batch.left++;
                batch.unstarted++;
            }
        }
        job.exhausted = loaded.last() || job.beyondSlice;
        return job;
    }

    void rewind(JobRun job) {
        for (var item : job.ready) {
            var batch = job.batch(item.position() / job.batchSize);
            batch.left--;
            batch.unstarted--;
        }
        job.ready.clear();
        job.cursor = 0;
        job.exhausted = false;
        job.beyondSlice = false;
        load(job);
    }
}
