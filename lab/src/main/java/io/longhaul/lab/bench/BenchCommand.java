package io.longhaul.lab.bench;

import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Host;
import io.longhaul.lab.figure.Report;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `longhaul bench NAME [--json]`: a table, or one JSON document. Exit 0 when it ran, whatever the figures are.
public final class BenchCommand {

    static final List<Bench> ALL = List.of(
            new NoopBench(100_000, 5),
            new SleepBench(100_000, 3),
            new LimitsBench(10_000, 3),
            new ResumeBench(1_000_000),
            new StartBench(7),
            new SimBench(400, 40),
            new FillCacheBench(5_000),
            new ApiBench(10),
            new BatchesBench(20_000, 3),
            new RowsBench(10_000_000, 1_000));

    private final PrintStream out;
    private final PrintStream err;

    public BenchCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// @param args what stands behind `bench`
    /// @return the exit code
    public int run(List<String> args) {
        var words = new ArrayList<>(args);
        boolean json = words.remove("--json");
        if (words.contains("--help") || words.contains("-h")) {
            out.print(usage());
            return 0;
        }
        if (words.size() != 1) {
            err.print("bench: got " + words.size() + " names, want one.\n" + usage());
            return 2;
        }
        var chosen = chosen(words.getFirst());
        if (chosen.isEmpty()) {
            err.print("bench: there is no bench \"" + words.getFirst() + "\".\n" + usage());
            return 2;
        }
        return run(words.getFirst(), chosen, json);
    }

    private static List<Bench> chosen(String name) {
        return name.equals("all")
                ? ALL
                : ALL.stream().filter(bench -> bench.name().equals(name)).toList();
    }

    private int run(String name, List<Bench> benches, boolean json) {
        var host = Host.here();
        var figures = new ArrayList<Figure>();
        var failures = new ArrayList<String>();
        for (var bench : benches) {
            try {
                figures.addAll(bench.run(line -> err.println(line)));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return 130;
            } catch (Exception | AssertionError failure) {
                failures.add(bench.name() + " could not run: " + failure);
                failure.printStackTrace(err);
            }
        }
        var report = new Report("bench", name, host, figures);
        out.print(json ? report.json() : report.table());
        failures.forEach(err::println);
        return failures.isEmpty() ? 0 : 1;
    }

    static String usage() {
        var text = new StringBuilder("usage: longhaul bench NAME [--json]\n");
        for (var bench : ALL) {
            text.append(String.format("  %-10s %s%n", bench.name(), bench.about()));
        }
        return text.append("  all        all of them, one after another\n").toString();
    }
}
