package io.longhaul.testkit.sim;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.PauseReason;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// What a seed does to a process from outside: deaths, a clock that is set, a person who stops the job and has the
/// same process resume it.
final class Trouble {

    private final Scenario scenario;
    private final SimClock clock;
    private final SplittableRandom random;
    /// Of deaths that follow soon after a start.
    private final SplittableRandom quick;
    /// Of stops by a person.
    private final SplittableRandom whims;
    private final int mostStops;
    private final boolean abreast;
    /// A process that runs more than one job does not die: a death would help out rows that hang.
    private final boolean calm;
    private final boolean asksAgain;
    private boolean companions;

    /// @param stopped whether a person may stop the job at all
    Trouble(long seed, Scenario scenario, SimClock clock, SplittableRandom random, boolean stopped) {
        this.scenario = scenario;
        this.clock = clock;
        this.random = random;
        this.quick = new SplittableRandom(~seed);
        this.whims = new SplittableRandom(Long.reverse(seed));
        var others = new SplittableRandom(seed * 31);
        this.abreast = others.nextBoolean();
        this.calm = others.nextBoolean();
        this.asksAgain = stopped && others.nextInt(3) == 0;
        this.mostStops = stopped && whims.nextInt(3) == 0 ? 1 + whims.nextInt(8) : 0;
    }

    /// Of a process that just began.
    void schedule(SimDriver driver, long crashes) {
        if (crashes < (calm && companions ? 0 : scenario.crashes())) {
            // most events lie in the minutes after a reset: crash after a number of them rather than at a time
            long after = 200 + random.nextLong(2_600);
            // or three times and more before the first gate opens
            driver.killAfter(quick.nextInt(3) == 0 ? 1 + quick.nextLong(200) : after, random.nextInt(3));
        }
        if (scenario.faults().clockJumps() && random.nextInt(3) == 0) {
            long at = clock.nanos() + random.nextLong(40) * 3_600_000_000_000L;
            long off = (random.nextInt(2) == 0 ? 1 : -1) * (70 + random.nextLong(7_200)) * 1_000_000_000L;
            driver.at(at, () -> {
                clock.jumpWall(off);
                driver.clockWasSet();
            });
            driver.at(at + 5_400_000_000_000L, () -> {
                clock.jumpWall(0);
                driver.clockWasSet();
            });
        }
    }

    /// Whether another job runs beside.
    boolean companion() {
        companions = mostStops > 0 && whims.nextInt(2) == 0;
        return companions;
    }

    /// Whether that job has the rows of the first in their order.
    boolean abreast() {
        return abreast;
    }

    /// Whether another job asks for what the first could not be certain of.
    boolean asksAgain() {
        return asksAgain;
    }

    int whim(int bound) {
        return whims.nextInt(bound);
    }

    /// Of a job that just began or was resumed.
    ///
    /// @param beside it is not the one that the run is about
    /// @param another begins another job over a row that was stopped
    void scheduleWhim(SimDriver driver, SimJob job, boolean beside, Consumer<SimItem> another) {
        if (job.stops >= mostStops) {
            return;
        }
        job.stops++;
        long after = whims.nextInt(3) == 0 ? 1 + whims.nextLong(200) : whims.nextLong(2_600);
        var command = switch (whims.nextInt(beside ? 8 : 6)) {
            case 0, 1 -> new Command.EndSlice();
            case 6 -> new Command.Cancel();
            case 7 -> new Command.Retry(ItemFilter.all());
            default -> new Command.Pause(PauseReason.USER, "by a person");
        };
        job.retried |= command instanceof Command.Retry;
        boolean instead = companions && !beside && whims.nextInt(3) > 0;
        var moment = instead
                ? Whims.Moment.MIDWAY
                : whims.nextBoolean()
                        ? Whims.Moment.ANY
                        : abreast && companions ? Whims.Moment.SHARED : Whims.Moment.MIDWAY;
        driver.orderAfter(after, moment, job.id, command, instead ? another : row -> {});
    }

    /// @return nanoseconds until the next process begins
    long down() {
        return down(random);
    }

    /// @return nanoseconds until the person lets it go on
    long rest() {
        return down(whims);
    }

    private static long down(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1_000_000_000L * (1 + random.nextLong(30));
            case 2 -> 60_000_000_000L * (1 + random.nextLong(59));
            default -> 3_600_000_000_000L * (1 + random.nextLong(8));
        };
    }
}
