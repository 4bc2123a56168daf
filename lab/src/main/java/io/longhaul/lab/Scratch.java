package io.longhaul.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// A directory that is gone after use, whatever happened in between.
///
/// Below `LONGHAUL_LAB_DIR`, else below the system's temporary directory: on a machine that keeps the latter in
/// memory the former should name a disk, since a sync that costs nothing makes every figure of a store meaningless.
public final class Scratch implements AutoCloseable {

    private final Path directory;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    public static Scratch make(String prefix) {
        try {
            var under = System.getenv("LONGHAUL_LAB_DIR");
            return new Scratch(
                    under == null || under.isBlank()
                            ? Files.createTempDirectory(prefix)
                            : Files.createTempDirectory(Path.of(under), prefix));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for the lab", e);
        }
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        delete(directory);
    }

    /// Files may disappear meanwhile: a process being ended tidies up too.
    public static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited,
                        java.io.@org.jspecify.annotations.Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + root, e);
        }
    }
}
