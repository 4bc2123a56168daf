package io.longhaul.lab.kill;

import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Host;
import io.longhaul.lab.figure.Report;
import io.longhaul.lab.source.Metering;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// `longhaul lab kill`: exit 0 if every promise held, 1 if one did not.
public final class KillCommand {

    public static final String USAGE = """
            usage: longhaul lab kill [--kills N] [--screen | --fill-cache | --serve | --unmetered | --keyed]
                                [--faults] [--json]
              --kills N     how often the process is killed (100)
              --screen      the real `longhaul screen` over a script, judged by the script's log
              --fill-cache  the real `longhaul fill-cache` over a provider's twin, judged by the twin's log
              --serve       the same as a job of `longhaul serve`, which goes on without a request
              --unmetered   calls that cost nothing: a kill may repeat 2 x the concurrency
              --keyed       calls with an idempotency key: nothing is executed twice
              --faults      the upstream breaks connections, cuts bodies, answers 503 and 429
            """;

    private final PrintStream out;
    private final PrintStream err;

    public KillCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// @param args what stands behind `kill`
    /// @return the exit code
    public int run(List<String> args) throws IOException, InterruptedException {
        var words = new ArrayList<>(args);
        if (words.contains("--help") || words.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        boolean json = words.remove("--json");
        boolean screen = words.remove("--screen");
        boolean served = words.remove("--serve");
        boolean fill = words.remove("--fill-cache") || served;
        KillPlan plan;
        try {
            plan = screen ? real(words, KillPlan::screen) : fill ? real(words, KillPlan::fillCache) : plan(words);
        } catch (IllegalArgumentException wrong) {
            err.print("lab kill: " + wrong.getMessage() + "\n" + USAGE);
            return 2;
        }
        Target.Maker maker = directory -> screen
                ? new ScreenTarget(plan, directory)
                : fill ? new FillCacheTarget(plan, served, directory) : new WorkflowTarget(plan, directory);
        var findings = new KillLoop(plan, maker, err::println).run();
        var report = new Report("lab", "kill", Host.here(), figures(plan, findings));
        out.print(json ? report.json() : report.table());
        findings.unsound().forEach(finding -> err.println("doctor: " + finding));
        return report.met() ? 0 : 1;
    }

    private static KillPlan real(List<String> words, IntFunction<KillPlan> made) {
        var plan = made.apply(kills(words));
        mustBeEmpty(words);
        return plan;
    }

    private static int kills(List<String> words) {
        int at = words.indexOf("--kills");
        if (at < 0) {
            return 100;
        }
        words.remove(at);
        if (at == words.size()) {
            throw new IllegalArgumentException("--kills wants a number");
        }
        return Integer.parseInt(words.remove(at));
    }

    private static void mustBeEmpty(List<String> words) {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("got " + String.join(" ", words));
        }
    }

    private static KillPlan plan(List<String> words) {
        int kills = kills(words);
        var metering = Metering.PRICED;
        if (words.remove("--unmetered")) {
            metering = Metering.UNMETERED;
        } else if (words.remove("--keyed")) {
            metering = Metering.KEYED;
        }
        var plan = KillPlan.of(kills, metering);
        plan = words.remove("--faults") ? plan.withScript(KillPlan.FAULTY) : plan;
        mustBeEmpty(words);
        return plan;
    }

    static List<Figure> figures(KillPlan plan, KillLoop.Findings findings) {
        var verdict = findings.verdict();
        var outcomes = findings.outcomes();
        long lost = plan.items() - outcomes.ended();
        var figures = new ArrayList<>(List.of(
                Figure.atLeast(plan.kills(), "kill.kills", findings.kills(), ""),
                Figure.atMost(0, "kill.lost", lost, "rows"),
                Figure.atMost(0, "kill.wrong", outcomes.wrong(), "rows"),
                Figure.atMost(0, "kill.stored-repeated", verdict.storedRepeated(), "calls"),
                Figure.atMost(0, "kill.asked-twice-in-a-life", verdict.askedTwice(), "calls"),
                Figure.atMost(
                        plan.metering().repeatsAKill(plan.concurrency()),
                        "kill.repeats-most",
                        verdict.mostRepeats(),
                        "a kill"),
                Figure.atMost(0, "kill.unsound", findings.unsound().size(), "findings"),
                Figure.of("kill.repeats-mean", verdict.meanRepeats(), "a kill"),
                Figure.of("kill.repeats-by-fault", verdict.repeatsByFault(), "calls"),
                Figure.of("kill.rows", plan.items(), ""),
                Figure.of("kill.done", outcomes.done(), "rows"),
                Figure.of("kill.failed-running-at-three-kills", outcomes.struck(), "rows"),
                Figure.of("kill.failed-otherwise", outcomes.failed(), "rows"),
                Figure.of("kill.calls", findings.calls(), ""),
                Figure.of("kill.executed", findings.executed(), "calls"),
                Figure.of("kill.duration", findings.seconds(), "s")));
        figures.addAll(findings.own());
        return figures;
    }
}
