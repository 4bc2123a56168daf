package io.longhaul.engine.run;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The two clocks. The only place of the engine that reads time.
///
/// @param wall for quota days and display
/// @param nanos monotonic, for every delay
public record Clocks(InstantSource wall, LongSupplier nanos) {

    public static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }

    /// A seed for jitter, different at each start.
    long seed() {
        return nanos.getAsLong() ^ wall.instant().toEpochMilli() << 20;
    }
}
