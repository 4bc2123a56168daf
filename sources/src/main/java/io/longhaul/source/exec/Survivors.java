package io.longhaul.source.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Children of an owner that died, found by their record and by their mark.
final class Survivors {

    private final ExecPlace place;

    Survivors(ExecPlace place) {
        this.place = place;
    }

    /// Ends them and forgets their records and files.
    ///
    /// @return how many processes were ended, not counting the members of a group besides its leader
    int end() {
        try {
            var leaders = recorded();
            var all = new HashSet<>(leaders);
            Linux.marked(Children.MARK, place.directory() + "/").forEach(each -> all.add(each.pid()));
            all.removeAll(ourselves());
            var handles = new HashMap<Long, ProcessHandle>();
            all.forEach(pid -> ProcessHandle.of(pid).ifPresent(handle -> handles.put(pid, handle)));
            kill(leaders, handles);
            clear(place.pids());
            clear(place.files());
            clear(place.pipes());
            return handles.size();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the register of children in " + place.pids(), unreadable);
        }
    }

    private Set<Long> recorded() throws IOException {
        var found = new HashSet<Long>();
        for (var record : files(place.pids())) {
            var name = record.getFileName().toString();
            if (name.matches("[0-9]{1,18}") && Register.matches(record, Long.parseLong(name))) {
                found.add(Long.parseLong(name));
            }
        }
        return found;
    }

    private void kill(Set<Long> leaders, Map<Long, ProcessHandle> handles) {
        try (var signals = new Signals(Leash.best(), place)) {
            handles.forEach((pid, handle) -> {
                var descendants = handle.descendants().toList();
                // first: a shell whose step was ended before it would begin its next one
                handle.destroyForcibly();
                if (leaders.contains(pid)) {
                    signals.toGroup("KILL", pid);
                }
                descendants.forEach(ProcessHandle::destroyForcibly);
            });
        }
        for (var handle : handles.values()) {
            awaitEnd(handle);
        }
    }

    private static void awaitEnd(ProcessHandle handle) {
        try {
            var _ = handle.onExit().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            // in the kernel's hands (uninterruptible): it ends when the kernel lets it go
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /// A command may have started this very program.
    private static Set<Long> ourselves() {
        var pids = new HashSet<Long>();
        var each = java.util.Optional.of(ProcessHandle.current());
        while (each.isPresent()) {
            pids.add(each.get().pid());
            each = each.get().parent();
        }
        return pids;
    }

    private static void clear(Path directory) throws IOException {
        for (var file : files(directory)) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var listed = Files.list(directory)) {
            return listed.toList();
        }
    }
}
