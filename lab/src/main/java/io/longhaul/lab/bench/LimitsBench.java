package io.longhaul.lab.bench;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Rate;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.lab.source.LabSource;
import io.longhaul.lab.source.LabWorkflow;
import io.longhaul.lab.source.Metering;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.lab.upstream.UpstreamProcess;
import io.longhaul.source.http.Connections;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Limits, judged by the upstream's own log: never above them, and close below.
final class LimitsBench implements Bench {

    static final Rate RATE = new Rate(500, Duration.ofSeconds(1));

    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withConcurrency(64).withTimeout(Duration.ofSeconds(30));

    private final int calls;
    private final int rounds;

    LimitsBench(int calls, int rounds) {
        this.calls = calls;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String about() {
        return "500 calls a second and 25 owners x 20 a day, by the upstream's log";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        var logs = new ArrayList<LabLog>();
        for (int round = 1; round <= rounds; round++) {
            progress.accept("limits: " + calls + " calls at " + RATE.calls() + " a second, " + round + " of " + rounds);
            logs.add(rate());
        }
        var figures = new ArrayList<>(figures(logs));
        progress.accept("limits: two weeks of quotas in virtual time");
        figures.addAll(QuotaFigures.measure(SimTarget::sqlite));
        return figures;
    }

    /// Limits hold in every round; speed is the median, and the first round (a process not yet warm) is told apart.
    static List<Figure> figures(List<LabLog> logs) {
        int most = logs.stream().mapToInt(log -> log.most(RATE.window())).max().orElseThrow();
        long refused = logs.stream()
                .flatMap(log -> log.calls().stream())
                .filter(call -> call.status() == 429)
                .count();
        var used = logs.stream().map(log -> log.utilisation(RATE)).toList();
        return List.of(
                Figure.atMost(RATE.calls(), "limits.rate.most-in-a-second", most, "calls"),
                Figure.atLeast(0.95, "limits.rate.utilisation", Median.of(used), "x"),
                Figure.of("limits.rate.utilisation-cold", used.getFirst(), "x"),
                Figure.of("limits.rate.refused", refused, "calls"),
                Figure.of(
                        "limits.rate.duration",
                        Median.of(logs.stream().map(LabLog::seconds).toList()),
                        "s"));
    }

    private LabLog rate() throws Exception {
        try (var scratch = Scratch.make("longhaul-bench-")) {
            Files.createDirectories(scratch.path("upstream"));
            try (var upstream = UpstreamProcess.start(scratch.path("upstream"), """
                            latency 1ms-4ms
                            rate 500/1s
                            """);
                    var connections = Connections.open();
                    var longhaul = Longhaul.over(SqliteStore.own(scratch.path("home"), InstantSource.system()))) {
                var limits = Limits.rate(LabSource.NAME, RATE.calls(), RATE.window());
                var source = new LabSource(Metering.UNMETERED, limits, "1");
                var transport = source.transport(upstream.base(), connections);
                var submitted = LabJob.submit(longhaul, LabWorkflow.NAME, calls, OPTIONS);
                var job = longhaul.start(submitted, new LabWorkflow(source, 1), any -> transport)
                        .await();
                if (job.state() != JobState.COMPLETED) {
                    throw new IllegalStateException("the job ended " + job.state().label() + ": " + job.because());
                }
                return LabLog.read(upstream.log());
            }
        }
    }
}
