package io.longhaul.app.output;

import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.view.Endings;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.AtomicFile;
import io.longhaul.io.result.RawMerge;
import io.longhaul.source.exec.Footprint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What can be seen of a job's batches while it runs: a line each as they end, and with `batch.yaml` two kinds of files,
/// `batch_progress.json`, a readable mirror of how far the job is, and the results of each batch. The store is the
/// truth: the output is merged from it, in input order, so that a file of a batch that is missing or damaged takes
/// nothing away.
///
/// Memory is the most that was seen since the last line: of the process that runs the job, and of all commands that it
/// runs, with their process groups.
public final class BatchMirror {

    /// Settings of a job that keeps them: absolute paths.
    public static final String CHECKPOINT = "batch.checkpoint";

    public static final String TEMP = "batch.temp";

    private static final int PAGE = 200;
    private static final long BETWEEN_NANOS = 300_000_000;

    private final Wiring wiring;
    private final JobRecord job;
    /// Whether it is known which rows passed.
    private final boolean screens;
    private final long owner;
    private final Instant since;
    private final @Nullable Path checkpoint;
    private final @Nullable Path temp;
    /// Batches below `reach` that have not ended: however many end behind a slow one, each is looked at once.
    private final TreeSet<Long> open = new TreeSet<>();
    private long reach;
    private long ended = -1;
    private @Nullable Long looked;
    private Footprint peak = new Footprint(0, 0);

    /// Of its files; null for none.
    private record Places(@Nullable Path checkpoint, @Nullable Path temp) {}

    private BatchMirror(Wiring wiring, JobRecord job, long owner, Instant since, Places places) {
        this.wiring = wiring;
        this.job = job;
        this.screens = Endings.screens(job);
        this.owner = owner;
        this.since = since;
        this.checkpoint = places.checkpoint;
        this.temp = places.temp;
    }

    /// Of a job that was started with `--config`; of any other, only its lines, and only with `--verbose`.
    ///
    /// @param owner the process that runs the job; null for none
    /// @param since batches that ended before are not told of: whoever watched the job then was
    public static Optional<BatchMirror> of(Wiring wiring, JobRecord job, @Nullable Long owner, Instant since) {
        var settings = job.draft().settings();
        var checkpoint = settings.getOrDefault(CHECKPOINT, "");
        var temp = settings.getOrDefault(TEMP, "");
        boolean files = !checkpoint.isEmpty() && !temp.isEmpty();
        if (!files && !wiring.verbose()) {
            return Optional.empty();
        }
        return Optional.of(new BatchMirror(
                wiring, job, owner == null ? ProcessHandle.current().pid() : owner, since,
                files ? new Places(Path.of(checkpoint), Path.of(temp)) : new Places(null, null)));
    }

    /// Writes what has changed since the last time, unless that was a moment ago: the look at all processes and at the
    /// counts of all batches costs something.
    ///
    /// @param tell hears a line of each batch that ended
    public void update(StoreView store, Consumer<String> tell) throws IOException {
        long now = wiring.clocks().nanos().getAsLong();
        if (looked == null || now - looked >= BETWEEN_NANOS) {
            looked = now;
            look(store, tell);
        }
    }

    private void look(StoreView store, Consumer<String> tell) throws IOException {
        var now = Footprint.of(owner, Workflows.children(wiring.home()));
        peak = new Footprint(Math.max(peak.own(), now.own()), Math.max(peak.commands(), now.commands()));
        long all = store.counts(job.id()).batchesEnded();
        if (all == ended) {
            return;
        }
        ended = all;
        for (long number : List.copyOf(open)) {
            look(store, store.batches(job.id(), number, 1).stream().filter(each -> each.number() == number).findFirst(),
                    number, tell);
        }
        for (var page = store.batches(job.id(), reach, PAGE); !page.isEmpty(); page = store.batches(
                job.id(), reach, PAGE)) {
            for (var batch : page) {
                for (; reach < batch.number(); reach++) {
                    open.add(reach);
                }
                reach = batch.number() + 1;
                look(store, Optional.of(batch), batch.number(), tell);
            }
        }
        progress(store);
        peak = now;
    }

    private void look(StoreView store, Optional<BatchRecord> batch, long number, Consumer<String> tell)
            throws IOException {
        if (batch.isEmpty() || batch.get().ended() < size(number)) {
            open.add(number);
            return;
        }
        open.remove(number);
        results(store, number);
        if (batch.get().lastEndedAt().isBefore(since)) {
            return;
        }
        tell.accept("  batch " + (number + 1) + " of " + batches() + " ended: "
                + (screens ? "passed " + batch.get().passed() : "done " + batch.get().done())
                + ", failed " + batch.get().failed() + ", memory " + megabytes(peak.own() + peak.commands())
                + " MB, of it commands " + megabytes(peak.commands()));
    }

    private long batches() {
        return Math.ceilDiv(job.total(), job.draft().batchSize());
    }

    private long size(long batch) {
        long size = job.draft().batchSize();
        return Math.min(size, job.total() - batch * size);
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    private Path file(Path directory, long batch) {
        return directory.resolve("%s-batch-%05d.out".formatted(job.handle(), batch + 1));
    }

    private void results(StoreView store, long number) throws IOException {
        if (temp == null) {
            return;
        }
        Files.createDirectories(temp);
        var beginnings = Beginnings.of(job);
        chunks(store, number, beginnings::see);
        try (var target = AtomicFile.at(file(temp, number))) {
            var out = new BufferedOutputStream(target.out());
            var merge = new RawMerge(out, beginnings.header());
            chunks(store, number, chunk -> {
                try {
                    merge.add(chunk.bytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            out.flush();
            target.commit();
        }
    }

    private void chunks(StoreView store, long number, Consumer<Chunk> use) {
        long from = number * job.draft().batchSize();
        Pages.each(store, job.id(), ItemFilter.in(ItemState.DONE), from, from + size(number),
                ended -> Chunk.of(ended).forEach(use));
    }

    private void progress(StoreView store) throws IOException {
        if (checkpoint == null) {
            return;
        }
        var now = store.job(job.id()).orElseThrow();
        var counts = store.counts(job.id());
        try (var target = AtomicFile.at(checkpoint)) {
            var text = new StringWriter();
            try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
                json.writeStartObject();
                json.writeStringProperty("job", now.handle());
                json.writeStringProperty("status", now.state().label());
                json.writeStringProperty("batch", Math.min(batches(), counts.batchesEnded() + 1) + " of " + batches());
                json.writeNumberProperty("batchesCompleted", counts.batchesEnded());
                json.writeNumberProperty("batches", batches());
                json.writeNumberProperty("total", now.total());
                json.writeNumberProperty("processed", counts.ended());
                if (screens) {
                    json.writeNumberProperty("passed", counts.passed());
                } else {
                    json.writeNullProperty("passed"); // it is not known, which is not none
                    json.writeNumberProperty("done", counts.done());
                }
                json.writeNumberProperty("failed", counts.failed());
                json.writeNumberProperty("memoryMb", megabytes(peak.own() + peak.commands()));
                json.writeNumberProperty("commandMemoryMb", megabytes(peak.commands()));
                json.writeStringProperty("updatedAt", wiring.clocks().wall().instant().toString());
                json.writeEndObject();
            }
            target.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            target.commit();
        }
    }

    /// After the merge succeeded: the mirror says so, the files of the batches are removed.
    public void merged(StoreView store) throws IOException {
        peak = Footprint.of(owner, Workflows.children(wiring.home()));
        progress(store);
        if (temp == null || !Files.isDirectory(temp)) {
            return;
        }
        for (long batch = 0; batch < batches(); batch++) {
            Files.deleteIfExists(file(temp, batch));
        }
        try (var left = Files.list(temp)) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(temp);
    }

    /// At the end or at a stop: how far it came.
    public void stopped(StoreView store, Consumer<String> tell) throws IOException {
        look(store, tell);
        progress(store);
    }
}
