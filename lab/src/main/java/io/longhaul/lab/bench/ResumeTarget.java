package io.longhaul.lab.bench;

import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process that is killed in the middle of a large job and started again: `HOME ITEMS LOG`.
///
/// Each run of an item is noted in LOG (8 bytes, its number) before the item ends. Says `submitted` when the list is
/// in the store, `first` when the first item of this life is durably done, `completed` at the end.
final class ResumeTarget {

    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withConcurrency(64);

    private ResumeTarget() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Child.endWithStdin();
        int items = Integer.parseInt(args[1]);
        try (var log = FileChannel.open(
                Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
                var longhaul = Longhaul.over(SqliteStore.own(Path.of(args[0]), InstantSource.system()))) {
            var said = new AtomicBoolean();
            longhaul.driver().listen(event -> {
                if (event instanceof JobEvent.ItemEnded && said.compareAndSet(false, true)) {
                    say("first");
                }
            });
            var job = job(longhaul, items);
            say("submitted");
            var workflow = LabJob.workflow("resume", number -> note(log, number));
            var ended = longhaul.start(job, workflow, Work.Transports.none()).await();
            say(ended.state().label());
        }
    }

    private static JobRecord job(Longhaul longhaul, int items) {
        var unfinished = longhaul.store().unfinished();
        return unfinished.isEmpty() ? LabJob.submit(longhaul, "resume", items, OPTIONS) : unfinished.getFirst();
    }

    private static String note(FileChannel log, long number) {
        try {
            // one write to a file opened for appending: whole even when the process dies after it
            log.write(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        } catch (IOException e) {
            throw new UncheckedIOException("the log of runs cannot be written", e);
        }
        return "done";
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }
}
