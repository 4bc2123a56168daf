package io.longhaul.lab.fillcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Main;
import io.longhaul.app.Signals;
import io.longhaul.app.Streams;
import io.longhaul.app.Wiring;
import io.longhaul.engine.run.Clocks;
import io.longhaul.lab.twin.Twins;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.Fault;
import io.longhaul.lab.upstream.LabLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A provider that refuses, fails, cuts and loses answers: each ticker is accounted for, its limit holds, and what was
/// answered is not asked again.
@Timeout(120)
class StormTest {

    private static final int KNOWN = 120;
    private static final int UNKNOWN = 5;
    private static final int A_SECOND = 40;

    /// Each fault where others are under way, and early, so that what waits for its next attempt does so meanwhile.
    private static final String SCRIPT = """
            latency 2ms-30ms
            at 10 server
            at 15 cut
            at 20 lost
            at 25 throttle-hint
            at 50 throttle-hint
            at 51 server
            at 52 cut
            [yahoo]
            rate %d/1s
            """.formatted(A_SECOND);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int fill(Map<String, String> addresses) {
        var environment = new HashMap<>(addresses);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("LONGHAUL_HOME", directory.resolve("home").toString());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", "8-at-once " + A_SECOND + "/s");
        var streams = Streams.of(
                InputStream.nullInputStream(),
                new PrintStream(ByteArrayOutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return Main.run(
                new Wiring(streams, environment, directory, Clocks.system(), Signals.none()),
                "fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-02", "--to", "2025-03-31",
                "--concurrency", "8", "-o", "out.csv");
    }

    @Test
    void everyTickerIsAccountedForWithinTheLimitAndNothingStoredIsAskedAgain() throws Exception {
        var known = IntStream.range(0, KNOWN).mapToObj(i -> "T" + i).toList();
        var unknown = IntStream.range(0, UNKNOWN).mapToObj(i -> "ZZ" + i).toList();
        Files.writeString(
                directory.resolve("list.csv"),
                "ticker\n" + String.join("\n", known) + "\n" + String.join("\n", unknown) + "\n");
        var file = directory.resolve("twins.log");

        int exit;
        try (var twins = Twins.start(SCRIPT, file, 0, InstantSource.system())) {
            exit = fill(twins.variables());
        }

        var log = LabLog.read(file);
        assertThat(exit).as("%s", err).isEqualTo(3); // unknown tickers
        assertThat(log.calls()).extracting(Call::fault).containsAll(
                EnumSet.of(Fault.THROTTLE_HINT, Fault.SERVER, Fault.CUT, Fault.LOST));
        assertThat(column("out.csv", 0).distinct()).containsExactlyElementsOf(known);
        assertThat(column("out.failed.csv", 1)).containsExactlyElementsOf(unknown);
        assertThat(log.most(Duration.ofSeconds(1))).isLessThanOrEqualTo(A_SECOND);
        assertThat(log.calls()).noneMatch(call -> call.status() == 429 && call.fault() == Fault.NONE);
        var answers = log.calls().stream()
                .filter(call -> call.executed() && call.fault().answers())
                .collect(Collectors.groupingBy(Call::question, Collectors.counting()));
        assertThat(answers).hasSize(KNOWN + UNKNOWN).allSatisfy((question, times) -> assertThat(times).isEqualTo(1));
    }

    private Stream<String> column(String file, int number) throws IOException {
        return Files.readAllLines(directory.resolve(file)).stream().skip(1).map(line -> line.split(",", -1)[number]);
    }
}
