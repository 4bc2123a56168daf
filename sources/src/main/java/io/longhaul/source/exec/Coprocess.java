package io.longhaul.source.exec;

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

        /// The child closed its output.
        record End() implements Line {}
    }

    private final Children children;
    private final Child child;
    private final Executor pipes;
    private final Tail errors = new Tail();
    private final Drain stderr;
    private final Lines lines;

    Coprocess(Children children, Child child, Executor pipes, long maxLine) {
        this.children = children;
        this.child = child;
        this.pipes = pipes;
        this.lines = new Lines(maxLine);
        this.stderr = new Drain(child.stderr(), errors);
        var stdout = new Drain(child.stdout(), lines);
        pipes.execute(stderr);
        pipes.execute(() -> {
            stdout.run();
            lines.come.add(new Line.End());
        });
    }

    /// Null after the time-out.
    @Nullable
    Line ask(byte[] question, Duration timeout) throws InterruptedException {
        pipes.execute(() -> write(question));
        return lines.come.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void write(byte[] question) {
        try {
            var stdin = child.process().getOutputStream();
            stdin.write(question);
            stdin.write('\n');
            stdin.flush();
        } catch (IOException unread) {
            // its end, or the time-out, tells more than this
        }
    }

    /// Whether it can be asked again.
    boolean usable() {
        return child.process().isAlive() && lines.quiet();
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
        private final long limit;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
        private volatile boolean partial;

        Lines(long limit) {
            this.limit = limit;
        }

        @Override
        public void take(byte[] bytes, int count) {
            int end = 0;
            while (end < count && bytes[end] != '\n') {
                end++;
            }
            if (begun.size() + (long) end > limit) {
                add(new Line.TooLong());
                return;
            }
            begun.write(bytes, 0, end);
            if (end == count) {
                partial = begun.size() > 0;
                return;
            }
            var line = begun.toByteArray();
            begun.reset();
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
