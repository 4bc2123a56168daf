package io.longhaul.lab.bench;

import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How long `longhaul --help` takes, beside the `java -version` of the same run.
final class StartBench implements Bench {

    private final int rounds;

    StartBench(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "longhaul --help, against java -version";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        var help = List.of(launcher().toString(), "--help");
        var java = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
        progress.accept("start: " + rounds + " starts of " + String.join(" ", help));
        seconds(help); // may build, and fills the cache: figures count from the second start
        var ours = new ArrayList<Double>();
        var javas = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            javas.add(seconds(java));
            ours.add(seconds(help));
            ratios.add(ours.getLast() / javas.getLast());
        }
        return List.of(
                Figure.atMost(0.5, "start.help", Median.of(ours), "s"),
                Figure.atMost(12, "start.help-of-java-version", Median.of(ratios), "x"),
                Figure.of("start.java-version", Median.of(javas), "s"));
    }

    private static double seconds(List<String> command) throws IOException, InterruptedException {
        long from = System.nanoTime();
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", command) + " exited with " + exit);
        }
        return Runs.seconds(from);
    }

    /// The launcher says where it is; without it, the nearest one above the working directory.
    private static Path launcher() {
        var root = System.getProperty("longhaul.root");
        Path directory = root == null ? Path.of("").toAbsolutePath() : Path.of(root);
        for (@Nullable
        Path at = directory; at != null; at = at.getParent()) {
            var launcher = at.resolve("longhaul");
            if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
                return launcher;
            }
        }
        throw new IllegalStateException("there is no launcher `longhaul` in or above " + directory
                + "; run this bench from a checkout, as ./longhaul bench start");
    }
}
