package io.longhaul.lab.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// `longhaul bench NAME [--json]`: a table, or one JSON document. Exit 0 when it ran, whatever the figures are.
public final class BenchCommand {

    static final List<Bench> ALL = List.of(
            new NoopBench(100_000, 5),
            new SleepBench(100_000, 3),
            new LimitsBench(10_000),
            new ResumeBench(1_000_000),
            new StartBench(7));

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
            } catch (Exception failure) {
                failures.add(bench.name() + " could not run: " + failure);
                failure.printStackTrace(err);
            }
        }
        out.print(json ? json(name, host, figures) : table(host, figures));
        failures.forEach(err::println);
        return failures.isEmpty() ? 0 : 1;
    }

    static String table(Host host, List<Figure> figures) {
        var text = new StringBuilder(host.line()).append('\n');
        figures.forEach(figure -> text.append(figure.line()).append('\n'));
        return text.toString();
    }

    static String json(String name, Host host, List<Figure> figures) {
        var document = new LinkedHashMap<String, Object>();
        document.put("bench", name);
        document.put("machine", host.json());
        // figures are what is held to a target; the rest explains them
        document.put("figures", figures.stream().filter(Figure::held).map(BenchCommand::json).toList());
        document.put(
                "beside",
                figures.stream().filter(figure -> !figure.held()).map(BenchCommand::json).toList());
        return JsonMapper.shared().writeValueAsString(document) + "\n";
    }

    private static Map<String, Object> json(Figure figure) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", figure.name());
        json.put("value", Double.isNaN(figure.value()) ? "NaN" : rounded(figure.value()));
        json.put("unit", figure.unit());
        switch (figure.target()) {
            case Figure.AtLeast(var limit) -> json.put("at_least", limit);
            case Figure.AtMost(var limit) -> json.put("at_most", limit);
            case Figure.Informative() -> {
                return json;
            }
        }
        json.put("met", figure.met());
        return json;
    }

    private static double rounded(double value) {
        return Math.abs(value) >= 1000 ? Math.rint(value) : Math.rint(value * 10_000) / 10_000;
    }

    static String usage() {
        var text = new StringBuilder("usage: longhaul bench NAME [--json]\n");
        for (var bench : ALL) {
            text.append(String.format("  %-8s %s%n", bench.name(), bench.about()));
        }
        return text.append("  all      all of them, one after another\n").toString();
    }
}
