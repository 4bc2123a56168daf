package io.longhaul.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The running children on disk: one file each, named by process id, holding what tells it from a later process
/// of the same number.
final class Register {

    // How far the file's time and a process's start may lie apart when only the file's existence was recorded.
    private static final Duration SLACK = Duration.ofSeconds(2);

    private Register() {}

    static void enter(ExecPlace place, long pid) throws IOException {
        var identity = identity(pid).orElse("ended");
        Files.writeString(place.pids().resolve(Long.toString(pid)), identity, StandardCharsets.US_ASCII);
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
        var recorded = Files.readString(record, StandardCharsets.US_ASCII);
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
