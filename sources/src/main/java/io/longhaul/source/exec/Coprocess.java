package io.longhaul.source.exec;

import io.longhaul.engine.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A child that answers one line with one line.
final class Coprocess {

    /// What came instead of, or as, an answer.
    sealed interface Line {
        /// A line without its end.
        record Text(byte[] bytes) implements Line {}

        /// More than the output limit without a line end.
        record TooLong() implements Line {}

        /// More lines than were asked for.
        record Unasked() implements Line {}

        /// The child closed its input and said nothing.
        record Deaf() implements Line {}

        /// The child closed its output.
        record End() implements Line {}
    }

    private final Children children;
    private final Child child;
    private final Executor pipes;
    private final Tail errors = new Tail();
    private final Drain stderr;
    private final Lines lines;

    /// @param intake of the first question
    Coprocess(Children children, Child child, Executor pipes, long maxLine, Intake intake) {
        this.children = children;
        this.child = child;
        this.pipes = pipes;
        this.lines = new Lines(maxLine, intake);
        this.stderr = new Drain(child.stderr(), errors);
        var stdout = new Drain(child.stdout(), lines);
        pipes.execute(stderr);
        pipes.execute(() -> {
            stdout.run();
            lines.come.add(new Line.End());
        });
    }

    /// Null after the time-out. What the child writes before the next question is nobody's and not kept.
    ///
    /// @param intake where the answer's bytes are counted
    @Nullable
    Line ask(byte[] question, Duration timeout, Intake intake) throws InterruptedException {
        lines.intake = intake;
        pipes.execute(() -> write(question));
        try {
            var line = lines.come.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (line instanceof Line.Deaf) {
                // what it had said before, or its end, may be on its way
                var said = lines.come.poll(1, TimeUnit.SECONDS);
                return said == null ? line : said;
            }
            return line;
        } finally {
            lines.intake = null;
        }
    }

    private void write(byte[] question) {
        try {
            var stdin = child.process().getOutputStream();
            stdin.write(question);
            stdin.write('\n');
            stdin.flush();
        } catch (IOException unread) {
            lines.come.add(new Line.Deaf());
        }
    }

    /// Whether it can be asked again.
    boolean usable() {
        // the handle asks the system, and so knows of an end before the process object has heard of it
        return child.process().toHandle().isAlive() && lines.quiet();
    }

    /// The exit status; waits for it a second. 0 for a child that had to be ended.
    int status() {
        if (!Waiting.forExit(child.process(), Waiting.SECOND)) {
            return 0;
        }
        try {
            var _ = stderr.ended(Waiting.SECOND);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return child.process().exitValue();
    }

    String errors() {
        return errors.text();
    }

    Process process() {
        return child.process();
    }

    void letGo() {
        pipes.execute(() -> {
            try {
                child.process().getOutputStream().close();
            } catch (IOException gone) {
                // it has ended already
            }
        });
    }

    void end(Duration grace) {
        children.end(child, grace);
    }

    /// Cuts output into lines.
    private static final class Lines implements Drain.Sink {

        final BlockingQueue<Line> come = new LinkedBlockingQueue<>();
        /// Of the question that is being asked.
        volatile @Nullable Intake intake;
        private final long limit;
        private ByteArrayOutputStream begun = new ByteArrayOutputStream();
        /// Something was said that is not, or not yet, an answer.
        private volatile boolean partial;

        Lines(long limit, Intake intake) {
            this.limit = limit;
            this.intake = intake;
        }

        @Override
        public void take(byte[] bytes, int count) {
            var room = intake;
            if (room == null) {
                partial = true;
                return;
            }
            int end = 0;
            while (end < count && bytes[end] != '\n') {
                end++;
            }
            if (begun.size() + (long) end > limit) {
                begun = new ByteArrayOutputStream();
                add(new Line.TooLong());
            } else if (taken(room, end)) {
                keep(bytes, end, count);
            }
        }

        /// False if the question was given up: then nobody looks at the rest.
        private boolean taken(Intake room, int count) {
            try {
                room.take(count);
                return true;
            } catch (InterruptedException givenUp) {
                partial = true;
                return false;
            }
        }

        private void keep(byte[] bytes, int end, int count) {
            begun.write(bytes, 0, end);
            if (end == count) {
                partial = begun.size() > 0;
                return;
            }
            var line = begun.toByteArray();
            begun = new ByteArrayOutputStream();
            partial = false;
            // what follows a line in one breath was not asked for, whatever it is
            add(end == count - 1 ? new Line.Text(line) : new Line.Unasked());
        }

        // More than two are garbage whatever they say; a flood of them must not fill the memory.
        private void add(Line line) {
            if (come.size() < 2) {
                come.add(line);
            }
        }

        /// Nothing said that nobody took.
        boolean quiet() {
            return come.isEmpty() && !partial;
        }
    }
}
