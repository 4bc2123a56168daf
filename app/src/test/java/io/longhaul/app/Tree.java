package io.longhaul.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The source tree that the tests about the project itself read.
public record Tree(Path root) {

    /// The checkout in which the tests run.
    public static Tree here() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("longhaul")) || !Files.exists(folder.resolve("docs"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("no checkout above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return new Tree(folder);
    }

    /// The Java files of all modules below `src/main` or `src/test`.
    List<Path> java(String source) {
        return modules().stream().flatMap(module -> files(module.resolve("src").resolve(source))).toList();
    }

    List<Path> modules() {
        return list(root, folder -> Files.exists(folder.resolve("pom.xml")));
    }

    /// The names of the folders right below a folder; none if it is not there.
    List<String> folders(String folder) {
        var path = root.resolve(folder);
        return Files.isDirectory(path)
                ? list(path, Files::isDirectory).stream().map(found -> found.getFileName().toString()).toList()
                : List.of();
    }

    /// The text of a file, empty if it is not there.
    String text(String file) {
        var path = root.resolve(file);
        return Files.exists(path) ? read(path) : "";
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (var found = Files.list(folder)) {
            return found.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (var found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
