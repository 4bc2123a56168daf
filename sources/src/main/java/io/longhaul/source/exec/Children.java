package io.longhaul.source.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// Starts children and sees to it that nothing of them stays.
///
/// A child is ended with its process group, its descendants, and (on Linux) every process that inherited its
/// mark, wherever it went. Out of reach is only a process that left the group, lost its parent **and** cleared
/// its environment, or runs as another user.
final class Children implements AutoCloseable {

    /// The variable by which descendants are found. Its value names the place and the child.
    static final String MARK = "LONGHAUL_CHILD";

    // Several transports may share a place: no two children of this process have the same mark.
    private static final AtomicLong NUMBER = new AtomicLong();

    private final ExecPlace place;
    private final Leash leash;
    private final Signals signals;
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final Pipes pipes;
    private final String marks;
    /// Shared by those who start a child; closing needs it alone.
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed;

    Children(ExecPlace place, Leash leash) {
        this.place = place;
        this.leash = leash;
        this.signals = new Signals(leash, place);
        this.pipes = new Pipes(place.pipes());
        this.marks = place.directory() + "/" + NUMBER.incrementAndGet() + ".";
    }

    /// Somebody may clear the directory while commands run.
    static void restore(ExecPlace place) {
        if (!(Files.isDirectory(place.pids()) && Files.isDirectory(place.files())
                && Files.isDirectory(place.pipes()))) {
            prepare(place);
        }
    }

    static void prepare(ExecPlace place) {
        try {
            for (Path directory : List.of(place.directory(), place.pids(), place.files(), place.pipes())) {
                Private.directory(directory);
            }
        } catch (IOException denied) {
            throw new UncheckedIOException("cannot create " + place.directory() + " for running commands", denied);
        }
    }

    /// Starts a child. Whoever reads its output begins before [#close] goes on, so that closing misses no child and
    /// cuts none off from its reader.
    ///
    /// @param reader what is made of the child
    /// @throws StartedException if the child was started and could not be followed: it may have done its work
    /// @throws IOException if no process could be started
    <T> T start(List<String> argv, Function<Child, T> reader) throws IOException {
        var starting = gate.readLock();
        starting.lock();
        try {
            if (closed) {
                throw new IOException("no command is started any more: the engine is stopping");
            }
            return reader.apply(start(argv));
        } finally {
            starting.unlock();
        }
    }

    private Child start(List<String> argv) throws IOException {
        long number = NUMBER.incrementAndGet();
        var mark = marks + number;
        var builder = new ProcessBuilder(leash.command(argv, place.pids()));
        builder.directory(place.workingDirectory().toFile());
        var environment = builder.environment();
        environment.clear();
        environment.putAll(place.environment());
        environment.put(MARK, mark);
        var record = Register.reserve(place, "next-" + number);
        Child child;
        try {
            child = begin(builder, mark);
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(record);
            throw failed;
        }
        running.add(child);
        try {
            Register.enter(place, record, child.pid());
        } catch (IOException broken) {
            end(child, Duration.ZERO);
            throw new StartedException(broken);
        }
        return child;
    }

    private Child begin(ProcessBuilder builder, String mark) throws IOException {
        var pair = pipes.take();
        try {
            return Child.start(builder, mark, pair);
        } catch (IOException | RuntimeException failed) {
            pipes.discard(pair);
            throw failed;
        }
    }

    /// To be called when a child ended by itself and its output too: clears what it left in its group.
    void ended(Child child) {
        signals.toGroup("KILL", child.pid());
        if (forget(child)) {
            pipes.giveBack(child.pipes());
        }
    }

    /// Ends a child and all it started: asks first if there is a grace, then ends.
    void end(Child child, Duration grace) {
        if (!running.contains(child)) {
            return;
        }
        var before = child.descendants().toList();
        if (!grace.isZero() && child.process().isAlive()) {
            signals.toGroup("TERM", child.pid());
            if (leash == Leash.NONE) {
                child.process().toHandle().destroy();
            }
            Waiting.forExit(child.process(), grace);
        }
        kill(child);
        before.forEach(ProcessHandle::destroyForcibly);
        killMarked(child.mark(), true);
        Waiting.forExit(child.process(), Waiting.SECOND.multipliedBy(5));
        if (forget(child)) {
            pipes.discard(child.pipes());
        }
    }

    /// Ends a child and its group without waiting for it.
    void kill(Child child) {
        var descendants = child.descendants().toList();
        // first: a shell whose step was ended before it would begin its next one
        child.process().destroyForcibly();
        signals.toGroup("KILL", child.pid());
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /// Whether it was still known: two may end it at the same time.
    private boolean forget(Child child) {
        boolean known = running.remove(child);
        if (known) {
            Register.leave(place, child.pid());
        }
        return known;
    }

    private static void killMarked(String mark, boolean exactly) {
        for (var each : Linux.marked(MARK, mark)) {
            if (!exactly || each.mark().equals(mark)) {
                ProcessHandle.of(each.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /// Ends all that runs, and what ended children had sent away.
    @Override
    public void close() {
        var closing = gate.writeLock();
        closing.lock();
        try {
            closed = true;
        } finally {
            closing.unlock();
        }
        var last = List.copyOf(running);
        last.forEach(child -> signals.toGroup("TERM", child.pid()));
        Waiting.forAll(last.stream().map(Child::process).toList(), Waiting.SECOND);
        // one look at all processes for all children: one look for each would take seconds for hundreds
        last.forEach(child -> {
            if (!Linux.PRESENT) {
                child.descendants().forEach(ProcessHandle::destroyForcibly);
            }
            signals.toGroup("KILL", child.pid());
            child.process().destroyForcibly();
        });
        killMarked(marks, false);
        Waiting.forAll(last.stream().map(Child::process).toList(), Waiting.SECOND.multipliedBy(5));
        for (var child : last) {
            if (forget(child)) {
                pipes.discard(child.pipes());
            }
        }
        signals.close();
        pipes.close();
    }
}
