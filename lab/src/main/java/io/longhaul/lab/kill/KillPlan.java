package io.longhaul.lab.kill;

import io.longhaul.lab.source.Metering;

/// How a kill loop goes.
///
/// @param items of the job; more than the kills let through, so that none comes too late
/// @param concurrency of the job
/// @param script of the upstream
/// @param seed of how many calls each life may make
public record KillPlan(int kills, int items, int concurrency, Metering metering, String script, long seed) {

    private static final int ITEMS_A_KILL = 130;

    /// Answers in 2 to 20 ms, nothing goes wrong but us.
    public static final String CALM = """
            latency 2ms-20ms
            """;

    /// The same with broken connections, cut bodies, 503 and 429.
    public static final String FAULTY = CALM + """
            share lost 0.005
            share cut 0.005
            share server 0.005
            share throttle-hint 0.001
            """;

    public KillPlan {
        if (kills < 1 || items < 1 || concurrency < 1) {
            throw new IllegalArgumentException(kills + " kills, " + items + " items, concurrency " + concurrency
                    + "; want at least 1 of each");
        }
    }

    public static KillPlan of(int kills, Metering metering) {
        return new KillPlan(kills, kills * ITEMS_A_KILL, 16, metering, CALM, 1);
    }

    public KillPlan withScript(String other) {
        return new KillPlan(kills, items, concurrency, metering, other, seed);
    }

    public KillPlan withItems(int other) {
        return new KillPlan(kills, other, concurrency, metering, script, seed);
    }
}
