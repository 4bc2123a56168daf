package io.longhaul.testkit;

import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView.Cleaned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Removes jobs that ended before an instant, and answers no unfinished job may use: the store does not know how long
/// an answer stays fresh, so one unfinished job keeps all of them, unless it asked for a refresh.
final class MemoryCleaning {

    private static final Duration LONGEST_QUOTA = Duration.ofDays(32);

    private final MemoryState state;

    MemoryCleaning(MemoryState state) {
        this.state = state;
    }

    Cleaned clean(Instant endedBefore, boolean answers, boolean preview) {
        var gone = state.jobs.values().stream()
                .filter(each -> ended(each.job, endedBefore))
                .toList();
        var jobs = gone.stream().map(each -> each.job.id()).collect(Collectors.toSet());
        var calls = answers ? unwanted(endedBefore, jobs) : List.<MemoryCall>of();
        long items = gone.stream().mapToLong(each -> each.items.size()).sum();
        long bytes = gone.stream().mapToLong(MemoryCleaning::bytes).sum()
                + calls.stream().mapToLong(MemoryCleaning::bytes).sum();
        if (!preview) {
            calls.forEach(call -> state.remove(call.reserved().callId()));
            jobs.forEach(state.jobs::remove);
            state.failures.values().forEach(byJob -> byJob.keySet().removeAll(jobs));
        }
        return new Cleaned(gone.size(), items, calls.size(), bytes);
    }

    private static boolean ended(JobRecord job, Instant before) {
        var finished = job.finishedAt();
        return job.state().ended() && finished != null && finished.isBefore(before);
    }

    private List<MemoryCall> unwanted(Instant endedBefore, Set<Long> goneJobs) {
        var limit = endedBefore;
        for (var each : state.jobs.values()) {
            if (!each.job.state().ended()) {
                var from = each.job.draft().refresh() ? each.job.asOf() : Instant.MIN;
                limit = from.isBefore(limit) ? from : limit;
            }
        }
        var list = new ArrayList<MemoryCall>();
        var quotas = state.newest == null ? Instant.MIN : state.newest.minus(LONGEST_QUOTA);
        for (var call : state.calls.from(0).toList()) {
            long job = call.reserved().job();
            boolean jobGone = goneJobs.contains(job) || !state.jobs.containsKey(job);
            var received = call.receivedAt();
            if (jobGone
                    && call.reading().state() != CallState.OPEN
                    && received != null
                    && received.isBefore(limit)
                    && (call.units() == 0 || received.isBefore(quotas))) {
                list.add(call);
            }
        }
        return list;
    }

    private static long bytes(MemoryJob job) {
        long bytes = 0;
        for (int i = 0; i < job.items.size(); i++) {
            bytes += 32 + job.items.get(i).key().length();
            bytes += job.ended.get(i) ? job.outcomes[i].result().length : 0;
        }
        return bytes;
    }

    private static long bytes(MemoryCall call) {
        var reply = call.reply();
        return 128L + (reply == null ? 0 : reply.body().length);
    }
}
