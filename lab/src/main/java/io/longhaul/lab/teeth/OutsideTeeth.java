package io.longhaul.lab.teeth;

import io.longhaul.lab.Scratch;
import io.longhaul.lab.teeth.Mutants.Caught;
import io.longhaul.lab.teeth.Mutants.Mutant;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Proves that the tests outside the engine can fail: compiles one changed file at a time, puts it before the product on
/// the class path, and runs the test that has to find the defect.
///
/// Maven compiles the checkout once and tells the class path of each module's tests; after that a defect costs the run
/// of its test, up to the first failure.
public final class OutsideTeeth {

    private static final String RUNNER = "io.longhaul.lab.teeth.RunTests";
    private static final long LONGEST_SECONDS = 300;

    private final Path root;
    private final Path scratch;
    private final PrintStream out;
    private final Map<String, String> classPaths = new HashMap<>();

    private OutsideTeeth(Path root, Path scratch, PrintStream out) {
        this.root = root;
        this.scratch = scratch;
        this.out = out;
    }

    /// @param root the repository
    /// @param words of a mutant's name; empty for all
    /// @return how many survive
    public static int run(Path root, String words, PrintStream out) throws IOException, InterruptedException {
        var mutants = Mutants.ALL.stream().filter(each -> each.name().contains(words)).toList();
        if (mutants.isEmpty()) {
            return 0;
        }
        try (var scratch = Scratch.make("longhaul-teeth-")) {
            var teeth = new OutsideTeeth(
                    root.toRealPath(), Files.createDirectories(scratch.path("teeth")).toRealPath(), out);
            teeth.compileAll(mutants);
            teeth.mustHold(mutants);
            int survivors = 0;
            for (var mutant : mutants) {
                survivors += teeth.caught(mutant) ? 0 : 1;
            }
            out.printf("%d mutants outside the engine, %d caught%n", mutants.size(), mutants.size() - survivors);
            return survivors;
        }
    }

    /// Classes and tests of all modules, and the class path of the tests of those that are run.
    private void compileAll(List<Mutant> mutants) throws IOException, InterruptedException {
        out.println("compiling the modules and their tests");
        var log = scratch.resolve("mvn.log");
        var maven = new ProcessBuilder(
                "mvn", "-q", "-B", "-ntp", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test",
                "-Dmdep.outputFile=target/tests.classpath")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (maven.start().waitFor() != 0) {
            throw new IllegalStateException("the modules do not compile: " + Files.readString(log));
        }
        var lab = root.resolve("lab/target");
        var runner =
                lab.resolve("test-classes") + File.pathSeparator + Files.readString(lab.resolve("tests.classpath"));
        for (var module : modules(mutants)) {
            var target = root.resolve(module).resolve("target");
            classPaths.put(module, String.join(
                    File.pathSeparator,
                    target.resolve("test-classes").toString(), target.resolve("classes").toString(),
                    Files.readString(target.resolve("tests.classpath")), runner));
        }
    }

    private static Set<String> modules(List<Mutant> mutants) {
        var modules = new LinkedHashSet<String>();
        for (var mutant : mutants) {
            modules.add(mutant.module());
            modules.add(mutant.caughtBy().module());
        }
        return modules;
    }

    /// Without a defect all classes pass: one that fails for another reason would pass for a mutant caught.
    private void mustHold(List<Mutant> mutants) throws IOException, InterruptedException {
        var byModule = new LinkedHashMap<String, Set<String>>();
        for (var mutant : mutants) {
            var caught = mutant.caughtBy();
            byModule.computeIfAbsent(caught.module(), any -> new LinkedHashSet<>()).add(caught.test());
        }
        int classes = 0;
        for (var each : byModule.entrySet()) {
            var failed = failed(each.getKey(), "", List.copyOf(each.getValue()));
            if (failed != null) {
                throw new IllegalStateException("broken without any defect, so that no mutant would show: " + failed);
            }
            classes += each.getValue().size();
        }
        out.println("holds    without a defect, " + classes + " test classes");
    }

    private boolean caught(Mutant mutant) throws IOException, InterruptedException {
        var classes = Files.createTempDirectory(scratch, "classes");
        compile(mutant, classes);
        Caught caught = mutant.caughtBy();
        long from = System.nanoTime();
        var failed = failed(caught.module(), classes + File.pathSeparator, List.of(caught.test()));
        out.printf(
                "%-8s %-50s %s, %.0f s%n", failed == null ? "SURVIVES" : "caught", mutant.name(),
                failed == null ? caught.test() : failed, (System.nanoTime() - from) / 1e9);
        return failed != null;
    }

    private void compile(Mutant mutant, Path classes) throws IOException {
        var source = mutant.source(root);
        var text = Files.readString(source);
        int at = text.indexOf(mutant.from());
        if (at < 0 || text.indexOf(mutant.from(), at + 1) >= 0) {
            throw new IllegalStateException(
                    "mutant \"" + mutant.name() + "\": its text must stand exactly once in " + mutant.file());
        }
        var changed = text.replace(mutant.from(), mutant.to());
        if (!mutant.java()) {
            var copy = classes.resolve("io/longhaul").resolve(mutant.file());
            Files.createDirectories(copy.resolveSibling(""));
            Files.writeString(copy, changed);
            return;
        }
        var copy = classes.resolve(source.getFileName().toString());
        Files.writeString(copy, changed);
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
                    String.valueOf(classPaths.get(mutant.module())));
            if (!compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjects(copy)).call()) {
                throw new IllegalStateException(mutant + " does not compile");
            }
        }
    }

    /// The first test that failed; null if all passed.
    private @Nullable String failed(String module, String before, List<String> tests)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-cp", before + classPaths.get(module), RUNNER));
        tests.forEach(test -> command.add("io.longhaul." + test));
        var log = Files.createTempFile(scratch, "tests", ".log");
        var process = new ProcessBuilder(command)
                .directory(root.resolve(module).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return "no end in " + LONGEST_SECONDS + " s: " + tests;
        }
        var said = Files.readString(log);
        return switch (process.exitValue()) {
            case 0 -> null;
            case 1 -> said.lines()
                    .filter(line -> line.startsWith("failed "))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the tests did not run: " + said));
            default -> throw new IllegalStateException("the tests " + tests + " did not run: " + said);
        };
    }
}
