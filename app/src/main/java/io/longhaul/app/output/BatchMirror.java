package io.longhaul.app.output;

import io.longhaul.app.Wiring;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.AtomicFile;
import io.longhaul.io.result.RawMerge;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The files of `batch.yaml`: `batch_progress.json`, a readable mirror of how far the job is, and a file of results a
/// batch, for whoever looks. The store is the truth: the output is merged from it, in input order, so that a file of a
/// batch that is missing or damaged takes nothing away.
public final class BatchMirror {

    /// Settings of a job that keeps them: absolute paths.
    public static final String CHECKPOINT = "batch.checkpoint";

    public static final String TEMP = "batch.temp";

    private static final int PAGE = 200;

    private final Wiring wiring;
    private final JobRecord job;
    private final Path checkpoint;
    private final Path temp;
    private final Set<Long> written = new HashSet<>();
    private long next;

    private BatchMirror(Wiring wiring, JobRecord job, Path checkpoint, Path temp) {
        this.wiring = wiring;
        this.job = job;
        this.checkpoint = checkpoint;
        this.temp = temp;
    }

    /// Of a job that was started with `--config`.
    public static Optional<BatchMirror> of(Wiring wiring, JobRecord job) {
        var settings = job.draft().settings();
        var checkpoint = settings.getOrDefault(CHECKPOINT, "");
        var temp = settings.getOrDefault(TEMP, "");
        return checkpoint.isEmpty() || temp.isEmpty()
                ? Optional.empty()
                : Optional.of(new BatchMirror(wiring, job, Path.of(checkpoint), Path.of(temp)));
    }

    /// Writes what has changed since the last time.
    ///
    /// @param tell hears a line of each batch that ended
    public void update(StoreView store, Consumer<String> tell) throws IOException {
        Files.createDirectories(temp);
        boolean changed = written.isEmpty();
        var page = store.batches(job.id(), next, PAGE);
        for (var batch : page) {
            if (batch.ended() == size(batch.number()) && written.add(batch.number())) {
                results(store, batch);
                changed = true;
                tell.accept("  batch " + (batch.number() + 1) + " of " + batches() + " ended: passed " + batch.passed()
                        + ", failed " + batch.failed() + ", memory " + memory() + " MB");
            }
        }
        while (written.contains(next)) {
            next++;
        }
        if (changed) {
            progress(store);
        }
    }

    private long batches() {
        return Math.ceilDiv(job.total(), job.draft().batchSize());
    }

    private long size(long batch) {
        long size = job.draft().batchSize();
        return Math.min(size, job.total() - batch * size);
    }

    private static long memory() {
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private Path file(long batch) {
        return temp.resolve("%s-batch-%05d.out".formatted(job.handle(), batch + 1));
    }

    private void results(StoreView store, BatchRecord batch) throws IOException {
        long from = batch.number() * job.draft().batchSize();
        try (var target = AtomicFile.at(file(batch.number()))) {
            var out = new BufferedOutputStream(target.out());
            var merge = new RawMerge(out, true);
            long to = from + size(batch.number());
            Pages.each(store, job.id(), ItemFilter.in(ItemState.DONE), from, to, ended -> {
                try {
                    for (var chunk : Chunk.of(ended)) {
                        merge.add(chunk.bytes());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            out.flush();
            target.commit();
        }
    }

    private void progress(StoreView store) throws IOException {
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
                json.writeNumberProperty("passed", counts.passed());
                json.writeNumberProperty("failed", counts.failed());
                json.writeNumberProperty("memoryMb", memory());
                json.writeStringProperty("updatedAt", wiring.clocks().wall().instant().toString());
                json.writeEndObject();
            }
            target.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
            target.commit();
        }
    }

    /// Keeps what stands where the output will be until the merge succeeded.
    public static Optional<Path> backup(JobRecord job) throws IOException {
        var output = job.draft().output();
        if (job.draft().settings().getOrDefault(TEMP, "").isEmpty() || output.isEmpty() || output.equals("-")) {
            return Optional.empty();
        }
        var file = Path.of(output);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var copy = file.resolveSibling(file.getFileName() + ".backup");
        Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return Optional.of(copy);
    }

    /// After the merge succeeded: the mirror says so, the files of the batches are removed.
    public void merged(StoreView store) throws IOException {
        progress(store);
        for (long batch = 0; batch < batches(); batch++) {
            Files.deleteIfExists(file(batch));
        }
        try (var left = Files.list(temp)) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(temp);
    }

    /// At a stop: how far it came.
    public void stopped(StoreView store) throws IOException {
        progress(store);
    }
}
