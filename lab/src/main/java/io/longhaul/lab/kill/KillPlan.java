package io.longhaul.lab.kill;

import io.longhaul.lab.source.Metering;

/// How a kill loop goes.
///
/// @param items of the job; more than the kills let through, so that none comes too late
/// @param concurrency of the job
/// @param shortest and `longest` life, in calls for each call at a time
/// @param script of the lab's upstream
/// @param seed of how many calls each life may make
public record KillPlan(
        int kills, int items, int concurrency, int shortest, int longest, Metering metering, String script,
        long seed) {

    private static final int ITEMS_A_KILL = 130;
    /// Most runs of the script in a life that is to be killed.
    static final int ROWS_A_KILL = 25;

    private static final int TICKERS_A_KILL = 60;

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
        if (kills < 1 || items < 1 || concurrency < 1 || shortest < 1 || longest <= shortest) {
            throw new IllegalArgumentException(kills + " kills, " + items + " items, concurrency " + concurrency
                    + ", lives of " + shortest + " to " + longest + "; want at least 1 of each, and lives that differ");
        }
    }

    /// Of the lab's own workflow.
    public static KillPlan of(int kills, Metering metering) {
        return new KillPlan(kills, kills * ITEMS_A_KILL, 16, 4, 10, metering, CALM, 1);
    }

    /// Of the `screen` command, which starts a process a row: shorter lives.
    public static KillPlan screen(int kills) {
        return new KillPlan(kills, kills * ROWS_A_KILL, 4, 2, 5, Metering.UNMETERED, "", 1);
    }

    /// Of `fill-cache`: lives long enough that batches are completed in each.
    public static KillPlan fillCache(int kills) {
        return new KillPlan(kills, kills * TICKERS_A_KILL, 5, 2, 6, Metering.PRICED, "latency 5ms-30ms", 1);
    }

    int leastCalls() {
        return shortest * concurrency;
    }

    int mostCalls() {
        return longest * concurrency;
    }

    public KillPlan withScript(String other) {
        return new KillPlan(kills, items, concurrency, shortest, longest, metering, other, seed);
    }

    public KillPlan withItems(int other) {
        return new KillPlan(kills, other, concurrency, shortest, longest, metering, script, seed);
    }
}
