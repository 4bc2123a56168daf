package io.longhaul.engine.run;

import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import java.time.Duration;
import java.util.Collection;

/// Asks an upstream for its time, through any job that calls it.
final class UpstreamTime {

    private static final Duration AGREES_WITHIN = Duration.ofSeconds(60);

    private UpstreamTime() {}

    static Event.Dated ask(Effect.AskTime askTime, Collection<JobHandle> jobs, Clocks clocks, Defects defects) {
        var here = clocks.wall().instant();
        try {
            var there = jobs.stream()
                    .flatMap(handle -> handle.work().upstreamTime(askTime.gate()).stream())
                    .findFirst()
                    .orElse(here);
            boolean agrees = Duration.between(here, there).abs().compareTo(AGREES_WITHIN) <= 0;
            return new Event.Dated(askTime.gate(), there, agrees);
        } catch (RuntimeException | Error defect) {
            defects.add("asking " + askTime.gate() + " for its time", defect);
            return new Event.Dated(askTime.gate(), here, false); // it is asked again
        }
    }
}
