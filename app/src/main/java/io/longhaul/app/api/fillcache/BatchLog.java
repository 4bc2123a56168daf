package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Service;
import io.longhaul.app.log.ServiceLog;
import io.longhaul.app.market.BatchJob;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The six messages of batch jobs in the log.
final class BatchLog {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLog.class);

    private final StoreView store;
    private final Clocks clocks;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    /// @param begun batches told of, with when
    private record Running(String id, long total, long missing, int size, Map<Long, Long> begun) {}

    BatchLog(Service service) {
        this.store = service.session().store();
        this.clocks = service.clocks();
        Consumer<JobEvent> ear = this::heard;
        service.session().listen(ear);
        service.closing().add(() -> service.session().unlisten(ear));
    }

    static void created(BatchJob job) {
        var id = job.job().draft().name();
        ServiceLog.signed("\uD83D\uDE80", () -> LOG.info(
                "Creating batch job {} for {} tickers", id, job.progress().total()));
        ServiceLog.signed("\uD83D\uDCE6", () -> LOG.info(
                "Processing {} missing tickers in {} batches of {}", job.missing(), job.batches().total(),
                job.job().draft().batchSize()));
    }

    private void heard(JobEvent event) {
        switch (event) {
            case JobEvent.StateChanged changed when changed.state() == JobState.RUNNING -> {
                var job = known(changed.job());
                if (job != null) {
                    begin(changed.job(), job, store.counts(changed.job()).firstOpenBatch());
                }
            }
            case JobEvent.StateChanged changed when changed.state() == JobState.COMPLETED -> completed(changed.job());
            case JobEvent.BatchEnded(long id, long number) -> {
                var job = known(id);
                if (job != null && number < job.total) {
                    ended(id, job, number);
                }
            }
            case JobEvent.StateChanged _,JobEvent.ItemEnded _,JobEvent.ClockJumped _ -> {
                // told by others
            }
        }
    }

    private @org.jspecify.annotations.Nullable Running known(long id) {
        return running.computeIfAbsent(id, any -> store.job(id).filter(BatchJob::is).map(this::running).orElse(null));
    }

    private Running running(JobRecord job) {
        var facts = BatchJob.of(store, job);
        return new Running(
                job.draft().name(), facts.batches().total(), facts.missing(), job.draft().batchSize(),
                new ConcurrentHashMap<>());
    }

    private void begin(long id, Running job, long number) {
        if (number < 0 || number >= job.total || job.begun.putIfAbsent(number, clocks.nanos().getAsLong()) != null) {
            return;
        }
        var tickers = store.items(id, number * job.size, job.size).stream()
                .filter(item -> item.position() < job.missing)
                .map(StoredItem::key)
                .collect(Collectors.joining(", "));
        ServiceLog.signed("\uD83D\uDD04", () -> LOG.info(
                "Processing batch {}/{} for job {}: [{}]", number + 1, job.total, job.id, tickers));
    }

    private void ended(long id, Running job, long number) {
        begin(id, job, number);
        long now = clocks.nanos().getAsLong();
        var begun = job.begun.getOrDefault(number, now);
        ServiceLog.signed("\u2705", () -> LOG.info(
                "Completed batch {}/{} for job {} in {}s", number + 1, job.total, job.id,
                String.format(Locale.ROOT, "%.1f", (now - begun) / 1e9)));
        long next = store.counts(id).firstOpenBatch();
        if (next >= 0 && next < job.total && !job.begun.containsKey(next)) {
            ServiceLog.signed("\uD83D\uDD04", () -> LOG.info(
                    "Auto-continuing to next batch for job {}...", job.id));
            begin(id, job, next);
        }
    }

    private void completed(long id) {
        var record = store.job(id).filter(BatchJob::is);
        if (record.isPresent()) {
            var progress = BatchJob.of(store, record.get()).progress();
            ServiceLog.signed("\uD83C\uDF89", () -> LOG.info(
                    "Batch job {} completed! {} successful, {} failed", record.get().draft().name(),
                    progress.successful(), progress.failed()));
        }
        running.remove(id);
    }
}
