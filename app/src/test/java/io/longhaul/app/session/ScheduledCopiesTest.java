package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobState;
import io.longhaul.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A schedule in a whole session, over days that a clock passes when told.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScheduledCopiesTest {

    @Test
    void eachDayACopyRunsAndARestartMakesUpForTheDaysBetween(@TempDir Path directory) throws Exception {
        var cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\n\nMSFT\n");
        var clock = new ManualClock(Instant.now());
        var sessions = new Sessions(cli.home(), new Clocks(clock, System::nanoTime));
        try (var service = sessions.forServing(4)) {
            cli.run("screen", "list.csv", "--exec", "echo {ticker}", "--cron", "30 2 * * *", "--time-zone", "UTC");
            nextTimeOf(service, clock);
            ended(service, "screen-2");
        }
        clock.advance(Duration.ofDays(3));
        try (var service = sessions.forServing(4)) {
            service.resume(service.store().job("screen-1").orElseThrow(), null, environment(), Duration.ZERO);
            ended(service, "screen-3");

            assertThat(service.store().jobs(10)).hasSize(3);
            assertThat(service.store().counts(3).done()).isEqualTo(2);
            assertThat(service.store().counts(1).done()).isZero();
        }
    }

    private static void nextTimeOf(ServingSession service, ManualClock clock) {
        var template = service.store().job("screen-1").orElseThrow();
        clock.advance(Duration.between(clock.instant(), Objects.requireNonNull(template.until())));
        service.resume(template, null, environment(), Duration.ZERO); // so that it looks at the clock now
    }

    private static Map<String, String> environment() {
        return Map.of("PATH", System.getenv("PATH"));
    }

    private static void ended(ServingSession service, String job) throws InterruptedException {
        var changed = new Semaphore(0);
        service.listen(event -> changed.release());
        while (service.store().job(job).filter(each -> each.state() == JobState.COMPLETED).isEmpty()) {
            changed.tryAcquire(100, TimeUnit.MILLISECONDS);
        }
    }
}
