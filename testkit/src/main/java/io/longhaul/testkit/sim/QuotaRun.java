package io.longhaul.testkit.sim;

import io.longhaul.engine.UnknownFate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

/// The plan of the multi-day batch, in virtual time: owners x a daily quota against a list, from an unused quota day
/// in Los Angeles, over the end of summer time.
public final class QuotaRun {

    private QuotaRun() {}

    /// @param crashes process deaths on the way
    public static Simulation.Report run(int calls, int owners, int aDay, int crashes, Simulation.Disk disk) {
        return run(calls, owners, aDay, crashes, 0, disk);
    }

    /// @param strangers calls of each owner's day that another user of the account makes first
    static Simulation.Report run(
            int calls, int owners, int aDay, int crashes, int strangers, Simulation.Disk disk) {
        var zone = ZoneId.of("America/Los_Angeles");
        var start = LocalDate.of(2026, 10, 25).atStartOfDay(zone).toInstant().plusSeconds(900);
        var scenario = new Scenario(
                start, calls, owners, aDay, zone, Duration.ZERO, crashes, Scenario.Faults.NONE, UnknownFate.REPEAT, 1,
                true, strangers);
        return Simulation.run(crashes, scenario, disk);
    }
}
