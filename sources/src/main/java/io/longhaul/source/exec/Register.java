package io.longhaul.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// The running children on disk: one file each, named by process id, holding what tells it from a later process
/// of the same number.
final class Register {

    // How far the file's time and a process's start may lie apart when only the file's existence was recorded.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private Register() {}

    // More than any identity takes.
    private static final String ROOM = " ".repeat(128);

    /// Takes the room for a record before there is a child: on a full disk none is started.
    ///
    /// @param name of no other record; not a number
    static Path reserve(ExecPlace place, String name) throws IOException {
        var record = place.pids().resolve(name);
        try {
            return Files.writeString(record, ROOM, StandardCharsets.US_ASCII);
        } catch (IOException full) {
            Files.deleteIfExists(record);
            throw full;
        }
    }

    /// Writes into reserved room who the child is.
    static void enter(ExecPlace place, Path reserved, long pid) throws IOException {
        var identity = identity(pid).orElse("ended");
        Files.writeString(reserved, identity, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.move(reserved, place.pids().resolve(Long.toString(pid)), StandardCopyOption.ATOMIC_MOVE);
    }

    static void leave(ExecPlace place, long pid) {
        try {
            Files.deleteIfExists(place.pids().resolve(Long.toString(pid)));
        } catch (IOException kept) {
            // a record too many is harmless: it matches no later process
        }
    }

    /// Whether the process that a record names is the one that was recorded.
    static boolean matches(Path record, long pid) throws IOException {
        var recorded = Files.readString(record, StandardCharsets.US_ASCII).strip();
        if (!recorded.isEmpty()) {
            return identity(pid).map(recorded::equals).orElse(false);
        }
        var written = Files.getLastModifiedTime(record).toInstant();
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> Duration.between(start, written).abs().compareTo(SLACK) <= 0)
                .orElse(false);
    }

    /// What no other process, before or after, shares with this one: boot and start time. Empty if there is none.
    static Optional<String> identity(long pid) {
        if (!Linux.PRESENT) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(start -> start.toString());
        }
        try {
            return Optional.of(Linux.boot() + " " + Linux.startTicks(pid));
        } catch (IOException gone) { // no such file, or "No such process" when it ended while being read
            return Optional.empty();
        }
    }
}
