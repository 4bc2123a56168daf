package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.session.Sessions;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `--at` and `--cron`.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScheduleTest {

    private static final String FAR = "2099-11-23T02:30:00Z";
    private static final String NIGHTLY = "30 2 * * *";

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aList(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\nMSFT\n");
    }

    private Cli.Ended screen(String... more) {
        var words = new ArrayList<>(List.of("screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.txt"));
        words.addAll(List.of(more));
        return cli.run(words.toArray(String[]::new));
    }

    /// It would wait for years.
    private Cli.Ended stopped(String... more) {
        cli.interruptWhen("list.csv");
        var ended = screen(more);
        cli.remove("signalled");
        return ended;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--at tomorrow                      | --at: time \"tomorrow\" is not understood; want 02:30, 2026-12-01 02:30 or",
        "--at 2020-01-01T00:00:00Z          | --at: time \"2020-01-01T00:00:00Z\" in",
        "--at 02:30 --time-zone Mars/Dome   | --time-zone: got \"Mars/Dome\"; want one as America/New_York or UTC",
        "--time-zone UTC                    | --time-zone: got \"UTC\" without a time; it goes with at or cron",
        "--at 02:30 --missed once           | --missed: got \"once\" without times to miss; it goes with cron",
        "--cron 99_2_*_*_*                  | --cron: cron \"99 2 * * *\":",
        "--cron 0_0_30_2_*                  | --cron: got \"0 0 30 2 *\", which never comes; want times that come",
        "--cron @daily --missed twice       | --missed: got \"twice\"; want one of skip, once, all",
        "--cron @daily --at 02:30           | --cron: got a time to start at, too; want at most one of the two",
        "--at 02:30 --time-limit 60s        | --time-limit is for a job that starts now; want it without --at or --cron",
        "--cron @daily -o -                 | -o -: nobody reads what a job writes there that --cron starts; want a file"
    })
    void whatIsNoTimeIsRefusedBeforeAnythingIsStored(String options, String message) {
        var words = new ArrayList<>(List.of("screen", "list.csv", "--exec", "echo {ticker}"));
        for (var word : options.split(" ", -1)) {
            words.add(word.replace('_', ' '));
        }

        var ended = cli.run(words.toArray(String[]::new));

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains(message);
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void aScheduleInViewTellsOfItsCopiesAndWritesTheirFiles() {
        var night = OffsetDateTime.now(ZoneOffset.UTC).plusDays(1).truncatedTo(ChronoUnit.DAYS).plusMinutes(150);
        var ahead = Duration.between(Instant.now(), night.toInstant().minusSeconds(2));
        cli.wall(() -> Instant.now().plus(ahead)).interruptWhen("out.txt");

        var ended = screen("--cron", NIGHTLY, "--time-zone", "UTC");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.INTERRUPTED);
        assertThat(ended.err()).containsSubsequence("Job   screen-1", "      screen-2 running\n");
        assertThat(cli.read("out.txt")).isEqualTo("AAPL\nMSFT\n");
        assertThat(cli.jobs().stream().map(job -> job.handle() + " " + job.state().label()).toList())
                .containsExactlyInAnyOrder("screen-1 paused", "screen-2 completed");
    }

    @Test
    void withoutAServiceTheCommandWaitsAndStartsItsJobItself() {
        var soon = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);

        var ended = screen("--at", soon.toString());

        assertThat(ended.err()).contains("Job   screen-1 waits until ", "; Ctrl-C stops it for now",
                "Finished screen-1");
        assertThat(ended.exit()).isZero();
        assertThat(cli.read("out.txt")).isEqualTo("AAPL\nMSFT\n");
        assertThat(cli.jobs().getFirst().startedAt()).isAfterOrEqualTo(soon);
        assertThat(cli.jobs().getFirst().asOf()).isEqualTo(soon);
    }

    @Test
    void aJobThatIsStoppedWhileItWaitsKeepsItsTime() {
        var ended = stopped("--at", FAR);
        var paused = cli.jobs().getFirst();

        assertThat(ended.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(ended.err()).contains("Resume   longhaul resume screen-1").doesNotContain("in flight");
        assertThat(paused.state()).isEqualTo(JobState.PAUSED);
        assertThat(paused.reason()).isEqualTo(PauseReason.USER);

        var other = screen("--at", "2099-11-24T02:30:00Z");
        assertThat(other.exit()).isEqualTo(Exit.CONFLICT);
        assertThat(other.err())
                .contains("screen-1 of this command is unfinished and starts at " + FAR,
                        "add --new and another -o to start another");

        var again = stopped("--at", FAR);
        var plain = stopped();
        assertThat(again.err()).contains("Job   screen-1 waits until Mon 23 Nov 2099");
        assertThat(plain.err()).contains("Job   screen-1 waits until Mon 23 Nov 2099");
        assertThat(cli.jobs()).hasSize(1);
        assertThat(cli.jobs().getFirst().startedAt()).isNull();
    }

    @Test
    void withAServiceTheCommandStoresItsScheduleAndEnds() {
        try (var service = new Sessions(cli.home(), Clocks.system()).forServing(4)) {
            var made = screen("--cron", NIGHTLY, "--time-zone", "America/New_York", "--missed", "all");

            assertThat(made.exit()).as(made.err()).isZero();
            assertThat(made.err())
                    .contains("Job   screen-1 starts ", "02:30 (cron 30 2 * * * America/New_York)",
                            "process " + ProcessHandle.current().pid()
                                    + " starts it; longhaul cancel screen-1 ends it");
            var job = service.store().job("screen-1").orElseThrow();
            assertThat(job.state()).isEqualTo(JobState.WAITING);
            assertThat(job.draft().settings())
                    .containsEntry("schedule.cron", NIGHTLY)
                    .containsEntry("schedule.zone", "America/New_York")
                    .containsEntry("schedule.missed", "all");

            assertThat(screen("--cron", NIGHTLY, "--time-zone", "America/New_York", "--missed", "all").exit()).isZero();
            assertThat(screen("--cron", "@daily").exit()).isEqualTo(Exit.CONFLICT);
            assertThat(cli.jobs()).hasSize(1);

            assertThat(screen().err()).contains("Finished screen-2"); // the command itself is another job
            assertThat(cli.run("pause", "screen-1").exit()).isZero();
            assertThat(service.store().job("screen-1").orElseThrow().state()).isEqualTo(JobState.PAUSED);
            assertThat(cli.run("resume", "screen-1").exit()).isZero();
            assertThat(service.store().job("screen-1").orElseThrow().until()).isEqualTo(job.until());
            assertThat(cli.run("cancel", "screen-1").exit()).isZero();
            assertThat(service.store().job("screen-1").orElseThrow().state()).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void viewsSayWhenItStarts() {
        try (var service = new Sessions(cli.home(), Clocks.system()).forServing(4)) {
            screen("--cron", NIGHTLY, "--time-zone", "America/New_York");
            var until = service.store().job("screen-1").orElseThrow().until();

            assertThat(cli.run("status").out()).contains("02:30 (cron 30 2 * * * America/New_York)");
            assertThat(cli.run("status", "screen-1", "--json").out())
                    .contains("\"status\":\"waiting\"", "\"until\":\"" + until + "\"");
        }
        var status = cli.run("status");
        assertThat(status.out().replaceAll("\\s+", " "))
                .contains("waiting", "screen-1: starts ",
                        "(cron 30 2 * * * America/New_York); nothing runs to start it:"
                                + " longhaul serve");
        assertThat(cli.run("status", "screen-1").out()).contains("starts ", "(cron 30 2 * * *");
        assertThat(cli.run("jobs").out()).contains("waiting", "screen-1 starts ", "02:30 (cron 30 2 * * *");
        assertThat(cli.run("jobs", "--json").out()).contains("\"startsAt\":\"20");
        assertThat(cli.run("explain", "screen-1").out()).contains("Waiting", "starts ", "Wakes");
    }

    @Test
    void pricesAreCachedLater() {
        cli.variables(java.util.Map.of("LONGHAUL_SOURCES_STOOQ_BASE_URL", "http://127.0.0.1:1"));
        cli.interruptWhen("list.csv");

        var ended = cli.run("fill-cache", "list.csv", "--providers", "stooq", "--at", FAR);

        assertThat(ended.err()).contains("Job   fill-cache-1 waits until Mon 23 Nov 2099");
        assertThat(cli.jobs().getFirst().asOf()).isEqualTo(Instant.parse(FAR));
    }
}
