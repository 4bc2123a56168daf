package io.longhaul.testkit.sim;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Proves that the simulation can fail: compiles the engine once, then one changed file at a time, on a copy, and runs
/// seeds until one breaks. Not part of any production path.
public final class Teeth {

    private static final int SEEDS = 100;
    private static final Path SOURCES = Path.of("engine/src/main/java");

    private final Path root;
    private final Path scratch;
    private final Path engine;

    private Teeth(Path root, Path scratch) throws IOException {
        this.root = root;
        this.scratch = scratch;
        this.engine = Files.createDirectory(scratch.resolve("engine"));
    }

    /// Prints a line a mutant.
    ///
    /// @param root the repository
    /// @param words of a mutant's name; empty for all
    /// @return how many survive
    public static int run(Path root, String words) throws IOException, InterruptedException {
        var mutants = Mutants.ALL.stream().filter(each -> each.name().contains(words)).toList();
        if (mutants.isEmpty()) {
            return 0;
        }
        var scratch = Files.createTempDirectory("longhaul-teeth");
        int survivors = 0;
        try {
            var teeth = new Teeth(root, scratch);
            teeth.compileEngine();
            var sound = teeth.broken(null);
            if (sound != null) {
                throw new IllegalStateException("broken without any defect, so that no mutant would show: " + sound);
            }
            System.out.println("holds    without a defect, " + SEEDS + " seeds");
            for (var mutant : mutants) {
                var broken = teeth.broken(mutant);
                survivors += broken == null ? 1 : 0;
                System.out.printf(
                        "%-8s %-50s %s%n",
                        broken == null ? "SURVIVES" : "caught", mutant.name(), broken == null ? "" : broken);
            }
        } finally {
            delete(scratch);
        }
        System.out.printf("%d mutants of the engine, %d caught%n", mutants.size(), mutants.size() - survivors);
        return survivors;
    }

    /// The seed that broke, and how; null if all held.
    private @Nullable String broken(Mutants.@Nullable Mutant mutant) throws IOException, InterruptedException {
        var classes = Files.createTempDirectory(scratch, "classes");
        if (mutant != null) {
            compile(mutant, classes);
        }
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1", // most break within seconds
                "-XX:+UseSerialGC",
                "-cp",
                classes + File.pathSeparator + classPath(),
                Seeds.class.getName(),
                "1",
                Integer.toString(SEEDS),
                "--first-only")
                .redirectErrorStream(true)
                .redirectOutput(classes.resolve("seeds.log").toFile())
                .start();
        int exit = process.waitFor();
        var said = Files.readAllLines(classes.resolve("seeds.log"));
        delete(classes);
        if (exit == 0) {
            return null;
        }
        return said.stream()
                .filter(line -> line.startsWith("seed "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the seeds did not run: " + said));
    }

    private String classPath() {
        return engine + File.pathSeparator + System.getProperty("java.class.path");
    }

    /// As the repository has it now, not as this program was built with it.
    private void compileEngine() throws IOException {
        try (var files = Files.walk(root.resolve(SOURCES))) {
            compile(files.filter(file -> file.toString().endsWith(".java")).toList(), engine, "the engine");
        }
    }

    private void compile(Mutants.Mutant mutant, Path classes) throws IOException {
        var target = root.resolve(SOURCES).resolve("io/longhaul/engine").resolve(mutant.file());
        compile(List.of(mutated(mutant, target, classes)), classes, mutant.toString());
    }

    private void compile(List<Path> sources, Path classes, String what) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath());
            var units = manager.getJavaFileObjectsFromPaths(sources);
            if (!compiler.getTask(null, manager, null, options, null, units).call()) {
                throw new IllegalStateException(what + " does not compile");
            }
        }
    }

    private static Path mutated(Mutants.Mutant mutant, Path target, Path classes) throws IOException {
        var text = Files.readString(target);
        int at = text.indexOf(mutant.from());
        if (at < 0 || text.indexOf(mutant.from(), at + 1) >= 0) {
            throw new IllegalStateException(
                    "mutant \"" + mutant.name() + "\": its text must stand exactly once in " + mutant.file());
        }
        var copy = Files.createDirectories(classes.resolve("mutated")).resolve(target.getFileName());
        Files.writeString(copy, text.replace(mutant.from(), mutant.to()));
        return copy;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
