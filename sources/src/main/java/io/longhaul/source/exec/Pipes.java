package io.longhaul.source.exec;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Named pipes for the output of children, used again and again.
///
/// The JDK's own pipes would do but for one thing: when the child exits, the JDK closes them, and what somebody
/// else in the child's pipeline writes a moment later (`exec > >(tee log)`) is lost without a word.
final class Pipes {

    /// Standard output and standard error of one child.
    record Pair(Path out, Path err) {}

    private static final AtomicLong NUMBER = new AtomicLong();
    private static final int AT_A_TIME = 8;

    private final Path directory;
    private final Deque<Pair> free = new ArrayDeque<>();

    Pipes(Path directory) {
        this.directory = directory;
    }

    synchronized Pair take() throws IOException {
        while (!free.isEmpty()) {
            var pair = free.removeLast();
            if (Files.exists(pair.out()) && Files.exists(pair.err())) { // somebody may clear the directory
                return pair;
            }
        }
        create();
        return free.removeLast();
    }

    /// Only when both have ended: a writer left over would write into the next child's output.
    synchronized void giveBack(Pair pair) {
        free.addLast(pair);
    }

    void discard(Pair pair) {
        for (var pipe : List.of(pair.out(), pair.err())) {
            try {
                Files.deleteIfExists(pipe);
            } catch (IOException kept) {
                // the next start clears the directory
            }
        }
    }

    synchronized void close() {
        free.forEach(this::discard);
        free.clear();
    }

    private void create() throws IOException {
        var pairs = new ArrayList<Pair>();
        var command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        for (int i = 0; i < AT_A_TIME; i++) {
            var name = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
            var pair = new Pair(directory.resolve(name + ".out"), directory.resolve(name + ".err"));
            discard(pair); // of an owner that died, where process ids come again
            pairs.add(pair);
            command.add(pair.out().toString());
            command.add(pair.err().toString());
        }
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", "/usr/bin:/bin");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!Waiting.forExit(process, Waiting.SECOND.multipliedBy(10)) || process.exitValue() != 0) {
            throw new IOException("cannot create pipes in " + directory + ": " + said.strip());
        }
        free.addAll(pairs);
    }

    /// The reading end of a pipe, and a hold on the writing end until the child has its own: without a writer the
    /// pipe would count as ended, and opening it would wait for one.
    record Ends(FileInputStream reader, RandomAccessFile hold) {

        static Ends open(Path pipe) throws IOException {
            var hold = new RandomAccessFile(pipe.toFile(), "rw");
            try {
                return new Ends(new FileInputStream(pipe.toFile()), hold);
            } catch (IOException failed) {
                hold.close();
                throw failed;
            }
        }
    }
}
