package io.longhaul.lab.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A disk that forgets or fails, as a library to preload; `disk.c` beside this class is its source.
///
/// @param library built for this run
/// @param disk the directory whose files it watches
record Shim(Path library, Path disk) {

    /// Builds it with gcc, which is installed when missing.
    static Shim build(Path folder, Path disk) throws IOException, InterruptedException {
        Tools.need("gcc", "gcc", "libc6-dev");
        var source = folder.resolve("disk.c");
        try (var text = Shim.class.getResourceAsStream("disk.c")) {
            if (text == null) {
                throw new IllegalStateException("the lab was built without disk.c");
            }
            Files.copy(text, source);
        }
        var library = folder.resolve("disk.so");
        Tools.run(List.of(
                "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl", "-pthread"));
        return new Shim(library, disk);
    }

    private Map<String, String> with(Map<String, String> more) {
        var all = new java.util.HashMap<>(more);
        all.put("LD_PRELOAD", library.toString());
        all.put("LAB_DISK_ROOT", disk.toString());
        return all;
    }

    /// The environment of a process whose files survive there as of their last sync.
    Map<String, String> forgetting(Path survivors) {
        return with(Map.of("LAB_DISK_SURVIVORS", survivors.toString()));
    }

    /// The environment of a process whose calls of that kind fail.
    ///
    /// @param counts the file in which it notes how many calls it made
    Map<String, String> failing(String kind, long at, int times, Path counts) {
        return with(Map.of(
                "LAB_DISK_FAIL", kind, "LAB_DISK_FAIL_AT", Long.toString(at), "LAB_DISK_FAIL_FOR",
                Integer.toString(times), "LAB_DISK_COUNTS", counts.toString()));
    }

    /// Copies a tree with its modes, as a machine finds it that starts again.
    static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            paths.filter(path -> !path.toString().endsWith(".half")).forEach(path -> copyOne(from, to, path));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void copyOne(Path from, Path to, Path path) {
        try {
            Files.copy(
                    path, to.resolve(from.relativize(path).toString()),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
