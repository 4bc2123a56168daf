package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.JobRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What a plan says before the start, and what comes of it.
class PlanTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.script("screen.sh", "echo $1");
    }

    private Cli.Ended screen(String list, String... more) {
        var line = new java.util.ArrayList<>(java.util.List.of(
                "screen", list, "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--new"));
        line.addAll(java.util.List.of(more));
        return cli.run(line.toArray(String[]::new));
    }

    private JobRecord latest() {
        return cli.store(view -> view.job("latest").orElseThrow());
    }

    @Test
    void theExpectedEndIsShownOnceTheCommandWasTimed() {
        cli.file("list.csv", "ticker\nA\nB\nC\n");

        assertThat(screen("list.csv", "--rate", "100/s", "--dry-run").out())
                .contains("      expected end not known yet: no run of this command was timed\n");
        // whether this one expects an end depends on whether its first row is through before it is counted
        assertThat(screen("list.csv", "--rate", "100/s").exit()).isZero();

        assertThat(screen("list.csv", "--rate", "100/s", "--dry-run").out())
                .containsPattern("\n      expected \\d\\d:\\d\\d")
                .doesNotContain("not known");
        assertThat(screen("list.csv", "--rate", "100/s").exit()).isZero();
        assertThat(latest().expected()).isAfter(latest().bound());
        assertThat(screen("list.csv").exit()).isZero();
        assertThat(latest().bound()).isNull();
        var job = latest();
        // three runs like those before, which were far from taking a minute
        assertThat(job.expected()).isBetween(job.asOf(), job.asOf().plusSeconds(60));
    }

    @Test
    void equalRowsNeedOneRunAndNothingBeatsTheBound() {
        cli.file("list.csv", "ticker,note\nA,1\nB,2\nA,3\nA,4\nB,5\n");

        // two runs an hour are enough: {ticker} is all that the command gets
        assertThat(screen("list.csv", "--rate", "2/h", "--price", "0.5", "--dry-run").out())
                .contains("      2 runs, $1.00\n");
        assertThat(screen("list.csv", "--rate", "2/h", "--concurrency", "1").exit()).isZero();

        var status = JsonMapper.builder().build().readTree(cli.run("status", "latest", "--json").out());
        var bound = Instant.parse(status.at("/time/boundAt").stringValue());
        var finished = Instant.parse(status.at("/time/finishedAt").stringValue());
        assertThat(finished).isAfterOrEqualTo(bound);
        double late = 0;
        for (var cause : status.at("/time/late")) {
            late += cause.asDouble();
        }
        assertThat(late).isBetween(seconds(bound, finished) - 0.002, seconds(bound, finished) + 0.002);
    }

    @Test
    void whatAnEarlierJobUsedOfTheQuotaIsNotThereAnyMore() {
        cli.file("list.csv", "ticker\nA\nB\nC\n");
        var zone = whereItIsNoon();
        String[] quota = {"--quota", "4/day@" + zone};
        assertThat(screen("list.csv", quota).exit()).isZero();

        var plan = screen("list.csv", quota[0], quota[1], "--dry-run").out();

        // one run is left today; the other two are for tomorrow, five minutes after midnight
        var midnight = LocalDate.now(zone).plusDays(1).atStartOfDay(zone).plusMinutes(5).toInstant();
        assertThat(plan).contains("limits allow " + new Times(Instant.now(), ZoneId.systemDefault()).brief(midnight)
                + " at the earliest");
        assertThat(Objects.requireNonNull(latest().finishedAt())).isBefore(midnight);
    }

    /// So that no midnight comes in between.
    private static ZoneId whereItIsNoon() {
        int ahead = 12 - LocalTime.now(ZoneOffset.UTC).getHour();
        return ZoneId.of("Etc/GMT" + (ahead > 0 ? "-" : "+") + Math.abs(ahead));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    @Test
    void rowsOfOneKeyInABatchMayTakeARunEach() {
        cli.file("list.csv", "ticker,quantity\nA,1\nA,2\nA,3\nB,1\n");

        var plan = cli.run(
                "plan", "screen", "list.csv", "--exec", "cat", "--per", "batch", "--batch-size", "4", "--price", "0.5");

        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("1 to 3 runs, $0.50 to $1.50");
    }
}
