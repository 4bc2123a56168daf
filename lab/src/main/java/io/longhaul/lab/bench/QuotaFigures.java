package io.longhaul.lab.bench;

import io.longhaul.engine.Quota;
import io.longhaul.lab.figure.Figure;
import io.longhaul.testkit.sim.QuotaRun;
import io.longhaul.testkit.sim.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/// The batch of two weeks in virtual time: 7,000 calls, 25 owners with 20 a day each, Los Angeles midnight + 300 s.
final class QuotaFigures {

    private static final int CALLS = 7000;
    private static final int OWNERS = 25;
    private static final int A_DAY = 20;
    private static final int CRASHES = 10;
    private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
    /// The quota day on which [QuotaRun] begins.
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 10, 25);

    private QuotaFigures() {}

    /// A run that breaks a promise ends as an [AssertionError] with its name.
    static List<Figure> measure(Supplier<Simulation.Disk> disks) {
        var smooth = QuotaRun.run(CALLS, OWNERS, A_DAY, 0, disks.get());
        var crashed = QuotaRun.run(CALLS, OWNERS, A_DAY, CRASHES, disks.get());
        double late = Duration.between(bound(CALLS), smooth.finish()).toMillis() / 60_000.0;
        return List.of(
                Figure.atMost(days(CALLS), "limits.quota.day", smooth.quotaDay(), ""),
                Figure.atLeast(0, "limits.quota.not-before-bound", late, "min"),
                Figure.atMost(10, "limits.quota.after-bound", late, "min"),
                Figure.atMost(0, "limits.quota.refused", smooth.refused() + crashed.refused(), "calls"),
                Figure.atLeast(CRASHES, "limits.quota.crashes", crashed.crashes(), ""),
                Figure.atMost(
                        days(CALLS + crashed.lost()), "limits.quota.day-with-crashes", crashed.quotaDay(), ""),
                Figure.of("limits.quota.unknown", crashed.lost(), "calls"));
    }

    static long days(long calls) {
        return Math.ceilDiv(calls, (long) OWNERS * A_DAY);
    }

    /// The opening of the last quota day that so many calls need: nothing can be done sooner.
    static Instant bound(long calls) {
        return FIRST_DAY.plusDays(days(calls) - 1)
                .atStartOfDay(ZONE)
                .toInstant()
                .plus(Quota.DEFAULT_BUFFER);
    }
}
