package io.longhaul.source.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Runs a command for a few words of output, within a time, in a process group of its own. Nothing of it stays,
/// whatever it does: a program that gives a key may hang, or start another one that holds its output open.
public final class ShortCommand {

    private static final int MOST_BYTES = 1 << 16;
    private static final AtomicLong NUMBER = new AtomicLong();

    private ShortCommand() {}

    /// How it ended.
    public sealed interface Ended {
        /// By itself.
        ///
        /// @param output at most 64 KB of what it wrote to standard output
        record ByItself(int exit, byte[] output) implements Ended {}

        /// It took too long and was ended.
        record TooLong() implements Ended {}
    }

    /// Its standard input is empty and its standard error is dropped.
    ///
    /// @param environment of the command, and nothing else but a mark
    /// @throws IOException if it cannot be started
    /// @throws InterruptedException if this thread is interrupted; the command is ended then, too
    public static Ended run(List<String> argv, Map<String, String> environment, Duration atMost)
            throws IOException, InterruptedException {
        var leash = Leash.best();
        var mark = "short/" + ProcessHandle.current().pid() + "." + NUMBER.incrementAndGet();
        var process = started(leash, argv, environment, mark);
        boolean itself = false;
        try {
            process.getOutputStream().close();
            var output = new Collected(process.getInputStream());
            var reader = Thread.ofPlatform().daemon().name("longhaul-short").start(output);
            itself = process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!itself) {
                return new Ended.TooLong();
            }
            signalGroup(leash, process.pid());
            reader.join(Waiting.SECOND); // longer only if somebody who left the group holds the pipe
            return new Ended.ByItself(process.exitValue(), output.bytes());
        } finally {
            if (!itself) {
                end(leash, process, mark);
            }
        }
    }

    private static Process started(Leash leash, List<String> argv, Map<String, String> environment, String mark)
            throws IOException {
        // Perl's leash writes a record before it begins, for which there is no place here
        var builder = new ProcessBuilder(leash == Leash.SETSID ? leash.command(argv, Path.of("")) : argv);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(Children.MARK, mark);
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static void end(Leash leash, Process process, String mark) {
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        signalGroup(leash, process.pid());
        descendants.forEach(ProcessHandle::destroyForcibly);
        for (var each : Linux.marked(Children.MARK, mark)) {
            if (each.mark().equals(mark)) {
                ProcessHandle.of(each.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Waiting.forExit(process, Waiting.SECOND);
    }

    private static void signalGroup(Leash leash, long group) {
        if (leash != Leash.SETSID) {
            return;
        }
        try {
            var kill = new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + group)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Waiting.forExit(kill, Waiting.SECOND);
        } catch (IOException noShell) {
            // what is known by its process id is ended all the same
        }
    }

    /// What was written so far, up to the most that counts.
    private static final class Collected implements Runnable {
        private final InputStream in;
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        Collected(InputStream in) {
            this.in = in;
        }

        @Override
        public void run() {
            var piece = new byte[4096];
            try (in) {
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    synchronized (all) {
                        all.write(piece, 0, Math.min(read, MOST_BYTES - all.size()));
                    }
                }
            } catch (IOException ended) {
                // with its process
            }
        }

        byte[] bytes() {
            synchronized (all) {
                return all.toByteArray();
            }
        }
    }
}
