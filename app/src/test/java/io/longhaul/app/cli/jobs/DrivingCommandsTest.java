package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DrivingCommandsTest {

    private final Stage stage = new Stage();

    @BeforeEach
    void nobodyOwnsTheStoreBefore() {
        stage.owner = true;
    }

    private JobRecord interrupted() {
        var job = stage.job("screen", 5);
        stage.state(job, JobState.RUNNING, null, "");
        stage.paused(job, PauseReason.INTERRUPTED, "");
        stage.done(job, 0, "x");
        return job;
    }

    @Test
    void resumeGoesOnWithTheNewestUnfinishedJob() {
        interrupted();
        stage.finished(stage.job("screen", 1));

        int exit = stage.run(ResumeCommand::new);

        assertThat(exit).isEqualTo(3);
        assertThat(stage.orders).containsExactly("resume screen-1 [PATH] PT0S", "follow screen-1");
        assertThat(stage.said()).isEqualTo("Resuming screen-1: 1 of 5 rows stored.\n");
        assertThat(stage.printed()).isEmpty();
    }

    @Test
    void resumeChangesOptions() {
        interrupted();

        stage.run(
                ResumeCommand::new,
                "screen-1", "--budget", "40", "--concurrency", "8", "--timeout", "300s", "--max-retries", "0",
                "--priority", "High", "--on-unknown", "uncertain", "--time-limit", "240s");

        var options = new RunOptions(
                8, 0, Duration.ofSeconds(300), 0, Priority.HIGH, new BigDecimal("40"), UnknownFate.UNCERTAIN);
        assertThat(stage.orders).containsExactly("resume screen-1 [PATH] PT4M", options, "follow screen-1 sliced");
    }

    /// What is not said stays as the job has it, so no default may be promised.
    @Test
    void helpDoesNotPromiseDefaultsToAJobThatHasItsOwn() {
        for (var command : List.of(new ResumeCommand(stage), new RetryCommand(stage))) {
            var help = new CommandLine(command).getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " ");

            assertThat(help).contains("rows at a time [a new job: 4]", "120 or 120s [a new job: 120]",
                    "What is not given stays as the job has it.");
        }
    }

    @Test
    void valuesThatAreNoneAreRefusedBeforeAnythingRuns() {
        interrupted();

        assertThat(stage.run(ResumeCommand::new, "screen-1", "--concurrency", "0")).isEqualTo(2);
        assertThat(stage.said()).isEqualTo("--concurrency: got \"0\"; want a whole number from 1 to 10000\n");
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--budget", "1e999999999")).isEqualTo(2);
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--budget", "-1")).isEqualTo(2);
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--timeout", "soon")).isEqualTo(2);
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--priority", "urgent")).isEqualTo(2);
        assertThat(stage.said()).isEqualTo("--priority: got \"urgent\"; want one of low, medium, high\n");
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--on-unknown", "same_key")).isEqualTo(2);
        assertThat(stage.orders).isEmpty();
    }

    @Test
    void aBudgetThatIsSpentAlreadyIsRefused() {
        var job = stage.job(Stage.draft("screen"), Stage.rows(5));
        stage.state(job, JobState.RUNNING, null, "");
        stage.spent(job, 0, 1_500_000_000);
        stage.failed(job, 1, ErrorClass.TIMEOUT, "slow", 1);
        stage.paused(job, PauseReason.BUDGET, "budget of 1.50 USD is used up");

        assertThat(stage.run(ResumeCommand::new, "screen-1", "--budget", "1")).isEqualTo(2);
        assertThat(stage.said()).isEqualTo(
                "--budget 1: screen-1 has spent $1.50 already; want more than that, for the whole job\n");
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--budget", "$1.50")).isEqualTo(2);
        assertThat(stage.run(RetryCommand::new, "screen-1", "--budget", "1.5")).isEqualTo(2);
        assertThat(stage.orders).isEmpty();
        assertThat(stage.run(ResumeCommand::new, "screen-1", "--budget", "1.51")).isEqualTo(3);
    }

    @Test
    void aJobThatRunsElsewhereIsJoined() {
        stage.owner = false;
        var job = stage.job("screen", 5);
        stage.state(job, JobState.RUNNING, null, "");

        stage.run(ResumeCommand::new, "screen-1", "--concurrency", "9");

        assertThat(stage.orders).containsExactly(
                new Command.Change(RunOptions.DEFAULT.withConcurrency(9)), new Command.Probe(), "follow screen-1");
        assertThat(stage.said()).isEqualTo("screen-1 runs already, in process 4711.\n");
    }

    @Test
    void aPausedJobOfAnotherOwnerIsHandedOver() {
        stage.owner = false;
        interrupted();

        stage.run(ResumeCommand::new, "screen-1");

        assertThat(stage.orders).containsExactly("resume screen-1 [PATH] PT0S", "follow screen-1");
    }

    @Test
    void endedJobsDoNotGoOn() {
        stage.output = "";
        var job = stage.job("screen", 1);
        stage.done(job, 0, "x");
        stage.finished(job);
        assertThat(stage.run(ResumeCommand::new)).isZero();
        assertThat(stage.said()).isEqualTo("screen-1 is complete: 1 of 1 rows stored.\n");

        var bad = stage.job("screen", 1);
        stage.failed(bad, 0, ErrorClass.SERVER, "500", 4);
        stage.finished(bad);
        assertThat(stage.run(ResumeCommand::new, "screen-2")).isEqualTo(3);
        assertThat(stage.said()).contains("longhaul retry screen-2");

        stage.state(stage.job("screen", 1), JobState.CANCELLED, null, "");
        assertThat(stage.run(ResumeCommand::new, "screen-3")).isEqualTo(5);
        assertThat(stage.orders).isEmpty();
    }

    @Test
    void pauseStopsForNow() {
        var job = stage.job("screen", 5);
        stage.state(job, JobState.RUNNING, null, "");
        stage.done(job, 0, "x");

        assertThat(stage.run(PauseCommand::new, "screen-1")).isZero();

        assertThat(stage.orders).containsExactly(new Command.Pause(PauseReason.USER, ""));
        assertThat(stage.said()).isEqualTo("Paused screen-1: 1 of 5 rows stored.\nResume   longhaul resume screen-1\n");
    }

    @Test
    void pauseTwiceIsNoError() {
        stage.paused(stage.job("screen", 5), PauseReason.USER, "");
        assertThat(stage.run(PauseCommand::new, "screen-1")).isZero();

        stage.finished(stage.job("screen", 1));
        assertThat(stage.run(PauseCommand::new, "screen-2")).isEqualTo(5);
        assertThat(stage.said()).isEqualTo("screen-2 is completed; there is nothing to pause\n");
        assertThat(stage.orders).isEmpty();
    }

    @Test
    void cancelEndsForGood() {
        interrupted();

        assertThat(stage.run(CancelCommand::new, "screen-1")).isZero();
        assertThat(stage.orders).containsExactly(new Command.Cancel());
        assertThat(stage.said()).endsWith("So far   longhaul export screen-1 -o so-far.csv\n");

        stage.finished(stage.job("screen", 1));
        assertThat(stage.run(CancelCommand::new, "screen-2")).isEqualTo(5);
    }

    private JobRecord withFailures() {
        var job = stage.job("screen", 6);
        stage.state(job, JobState.RUNNING, null, "");
        stage.done(job, 0, "x");
        stage.failed(job, 1, ErrorClass.TIMEOUT, "slow", 3);
        stage.failed(job, 2, ErrorClass.TIMEOUT, "slow", 3);
        stage.failed(job, 3, ErrorClass.VALIDATION, "bad", 1);
        stage.ended(job, 4, ItemState.UNCERTAIN, "no reply");
        stage.ended(job, 5, ItemState.SKIPPED, "excluded");
        stage.finished(job);
        return job;
    }

    @Test
    void retryTakesAllFailedRowsButNoUncertainOnes() {
        withFailures();

        assertThat(stage.run(RetryCommand::new, "screen-1")).isEqualTo(3);

        assertThat(stage.orders).containsExactly(
                new Command.Retry(ItemFilter.in(ItemState.FAILED)), "resume screen-1 [PATH] PT0S", "follow screen-1");
        assertThat(stage.said()).isEqualTo("Retrying 3 failed rows of screen-1.\n");
    }

    @Test
    void retryTakesAClassWithALongerTimeout() {
        withFailures();

        stage.run(RetryCommand::new, "screen-1", "--class", "timeout", "--timeout", "300");

        assertThat(stage.orders).containsExactly(
                new Command.Retry(ItemFilter.failed(ErrorClass.TIMEOUT)),
                "resume screen-1 [PATH] PT0S",
                RunOptions.DEFAULT.withTimeout(Duration.ofSeconds(300)),
                "follow screen-1");
        assertThat(stage.said()).isEqualTo("Retrying 2 timeout rows of screen-1.\n");
    }

    @Test
    void uncertainRowsAreRetriedWhenNamed() {
        withFailures();

        stage.run(RetryCommand::new, "screen-1", "--uncertain");
        assertThat(stage.orders).first().isEqualTo(new Command.Retry(ItemFilter.in(ItemState.UNCERTAIN)));

        stage.orders.clear();
        stage.run(RetryCommand::new, "screen-1", "K4");
        assertThat(stage.orders).first().isEqualTo(new Command.Retry(ItemFilter.at(4)));
    }

    @Test
    void oneRowIsNamedByKeyOrRow() {
        withFailures();

        stage.run(RetryCommand::new, "screen-1", "row:3");
        assertThat(stage.orders).first().isEqualTo(new Command.Retry(ItemFilter.at(1)));

        stage.orders.clear();
        stage.run(RetryCommand::new, "screen-1", "k2");
        assertThat(stage.orders).first().isEqualTo(new Command.Retry(ItemFilter.at(2)));
    }

    @Test
    void whatNeedsNoRetryIsNotRetried() {
        withFailures();

        assertThat(stage.run(RetryCommand::new, "screen-1", "K0")).isEqualTo(5);
        assertThat(stage.said()).isEqualTo("K0 is done; a stored answer is not bought again\n");
        assertThat(stage.run(RetryCommand::new, "screen-1", "--class", "auth")).isZero();
        assertThat(stage.said()).isEqualTo("screen-1 has no auth rows; nothing to retry.\n");
        assertThat(stage.run(RetryCommand::new, "screen-1", "K1", "--uncertain")).isEqualTo(2);
        assertThat(stage.run(RetryCommand::new, "screen-1", "K11")).isEqualTo(4);
        assertThat(stage.said()).endsWith("Did you mean \"K1\"?\n");
        assertThat(stage.orders).isEmpty();
    }

    @Test
    void aKeyThatLooksLikeARowIsAKey() {
        var rows = new java.util.ArrayList<>(Stage.rows(3));
        rows.add(Stage.row(3, "row:2"));
        rows.add(Stage.row(4, "A#2"));
        rows.add(Stage.row(5, "K1"));
        var job = stage.job(Stage.draft("screen"), rows);

        assertThat(Lookup.item(stage.store, job, "row:2").position()).isEqualTo(3);
        assertThat(Lookup.item(stage.store, job, "row:3").position()).isEqualTo(1);
        assertThat(Lookup.item(stage.store, job, "A#2").position()).isEqualTo(4);
        assertThat(Lookup.item(stage.store, job, "k1#2").position()).isEqualTo(5);
    }
}
