package io.longhaul.lab.fillcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.twin.Twins;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.Fault;
import io.longhaul.lab.upstream.LabLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
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

    @Test
    void everyTickerIsAccountedForWithinTheLimitAndNothingStoredIsAskedAgain() throws Exception {
        var known = IntStream.range(0, KNOWN).mapToObj(i -> "T" + i).toList();
        var unknown = IntStream.range(0, UNKNOWN).mapToObj(i -> "ZZ" + i).toList();
        Files.writeString(
                directory.resolve("list.csv"),
                "ticker\n" + String.join("\n", known) + "\n" + String.join("\n", unknown) + "\n");
        var file = directory.resolve("twins.log");

        Product.Ended ended;
        try (var twins = Twins.start(SCRIPT, file, 0, InstantSource.system())) {
            ended = new Product(directory, twins.variables())
                    .with("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo")
                    .with("LONGHAUL_SOURCES_YAHOO_LIMITS", "8-at-once " + A_SECOND + "/s")
                    .run("fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-02", "--to", "2025-03-31",
                            "--concurrency", "8", "-o", "out.csv");
        }

        var log = LabLog.read(file);
        assertThat(ended.exit()).as(ended.err()).isEqualTo(3); // unknown tickers
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
