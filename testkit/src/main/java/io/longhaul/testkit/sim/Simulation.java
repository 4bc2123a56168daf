package io.longhaul.testkit.sim;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.Write;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One simulated run from the first row to the last, through crashes, refusals, lost answers and clock changes, over
/// the production machine. A seed fixes everything; an [AssertionError] names the broken invariant.
///
/// - **I1** nothing stored is asked again · **I2** quota as the upstream counts · **I3** rates in every trailing
///   window · **I4** results only grow · **I5** every row ends · **I6** recorded spend covers executed spend ·
///   **I7** no wait past the reset · **I8** no busy loop · **I9** without faults the finish is near the ideal ·
///   **I10** a seed repeats itself · **I11** a row is blamed for a death if, and only if, it could have caused it.
public final class Simulation {

    private static final long MOST_EVENTS = 400_000;

    /// How a run ended.
    ///
    /// @param days simulated
    /// @param finish true time, and the quota day it lies in, 1 for the day of the start
    /// @param executed scarce calls the upstream executed, `repeats` of them beyond the first for their question
    /// @param refused scarce calls the upstream refused because they were over the quota of a day
    /// @param lost calls of unknown fate
    /// @param pauses for a person, resumed at once
    /// @param stops a person paused it, or its time slice ended, and the same process resumed it later
    /// @param hash of all events, for I10
    public record Report(
            long seed,
            long days,
            Instant finish,
            long quotaDay,
            long events,
            long executed,
            long repeats,
            long refused,
            long lost,
            long crashes,
            long pauses,
            long stops,
            Map<ItemState, Long> ends,
            long hash) {}

    /// A store and how it is reopened after a process death.
    ///
    /// @param crash gives the store the next process finds
    public record Disk(Store store, UnaryOperator<Store> crash) {}

    private final long seed;
    private final SplittableRandom random;
    private final Scenario scenario;
    private final SimLists lists;
    private final SimUpstream upstream;
    private final SimClock clock;
    /// The one that a run is about, and perhaps another beside it that asks some of the same.
    private final List<SimJob> jobs = new ArrayList<>();
    private final SimWork.Digests digests = new SimWork.Digests();
    private Store store;
    private final UnaryOperator<Store> crash;
    private long events;
    private long hash;
    private long crashes;
    private long pauses;
    private long stops;
    /// No other job ran until the first was over.
    private boolean alone;
    private final List<long[]> downs = new ArrayList<>();
    private int maxOpen;
    private final Trouble trouble;

    private Simulation(long seed, @Nullable Scenario given, Disk disk) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.scenario = given == null ? Scenario.of(random) : given;
        this.lists = new SimLists(seed, scenario);
        this.upstream = new SimUpstream(scenario, random.split(), new Ledger());
        this.clock = new SimClock(scenario.start());
        this.trouble = new Trouble(seed, scenario, clock, random, given == null);
        this.store = disk.store();
        this.crash = disk.crash();
    }

    /// Runs one seed.
    ///
    /// @throws AssertionError an invariant does not hold
    public static Report run(long seed, Disk disk) {
        var report = new Simulation(seed, null, disk).run();
        if (report.refused() > 0) {
            throw new AssertionError("I2: " + report.refused() + " calls over the quota of a day");
        }
        return report;
    }

    /// Runs one scenario; whether its quota held (I2) is in the report.
    static Report run(long seed, Scenario scenario, Disk disk) {
        return new Simulation(seed, scenario, disk).run();
    }

    private Report run() {
        var main = submit();
        jobs.add(new SimJob(main.id(), scenario.items()));
        maxOpen = main.options().concurrency();
        if (main.options().budget() == null && trouble.companion()) {
            var options = RunOptions.DEFAULT
                    .withConcurrency(2 + trouble.whim(12))
                    .withTimeout(Duration.ofSeconds(20 + trouble.whim(40)));
            add("beside", lists.beside(trouble), options);
        }
        while (true) {
            var driver = new SimDriver(store, clock, random.split(), upstream, scenario::keys);
            driver.left = id -> left(driver, id);
            jobs.forEach(job -> start(driver, job));
            trouble.schedule(driver, crashes);
            driver.run(MOST_EVENTS);
            events += driver.events();
            hash = hash * 31 + driver.hash();
            if (driver.alive() && jobs.stream().allMatch(job -> record(job).state().ended())) {
                return check();
            }
            if (driver.alive()) {
                // like failures or the budget paused it: a person has a look and lets it go on
                pauses++;
                moreBudget(record(jobs.getFirst()));
            } else {
                crashes++;
            }
            store = crash.apply(store);
            long down = trouble.down();
            if (clock.behind()) {
                // set forward while down, the clock makes what was just sent look old: not before the windows are over
                down = Math.max(down, 4 * 3_600_000_000_000L);
            }
            clock.jumpWall(0);
            jobs.forEach(this::resultsOnlyGrow);
            judgeBlame(driver.alive() ? new Blame.Verdict(Set.of(), Set.of()) : driver.blame().verdict());
            downs.add(new long[] {clock.nanos(), clock.nanos() + down});
            clock.advanceTo(clock.nanos() + down);
        }
    }

    private JobRecord record(SimJob job) {
        return store.job(job.id).orElseThrow();
    }

    private void start(SimDriver driver, SimJob job) {
        var record = record(job);
        if (record.state().ended()) {
            return;
        }
        if (job.restsSince >= 0 && job == jobs.getFirst()) {
            downs.add(new long[] {job.restsSince, clock.nanos()});
        }
        job.restsSince = -1;
        var flow = new SimWorkflow(
                new SimSource(scenario.free()), new SimSource(scenario.scarce()), scenario.plain(), scenario.told());
        driver.start(record, new SimWork(record, flow, digests));
        trouble.scheduleWhim(driver, job, job != jobs.getFirst(), row -> begin(driver, "instead", row.item.cells()));
    }

    private SimJob add(String name, List<String> keys, RunOptions options) {
        maxOpen += options.concurrency();
        jobs.add(new SimJob(lists.submit(store, clock.instant(), name, keys, options).id(), keys.size()));
        return jobs.getLast();
    }

    /// A person has another job do rows of the first.
    private void begin(SimDriver driver, String name, List<String> rows) {
        var keys = rows.stream().filter(SimWorkflow::neverRefused).toList();
        if (!keys.isEmpty()) {
            start(driver, add(name, keys, RunOptions.DEFAULT.withConcurrency(1)));
        }
    }

    /// When the first job is over, another asks for what it could not be certain of.
    private void beginUncertain(SimDriver driver, JobRecord first) {
        if (first.options().budget() != null || scenario.faults().none()) {
            return; // the upstream judges one budget for all, and how long the first job took
        }
        alone = jobs.size() == 1;
        var uncertain = store.ended(first.id(), ItemFilter.all(), 0, Integer.MAX_VALUE).stream()
                .filter(row -> row.outcome().state() == ItemState.UNCERTAIN)
                .map(row -> row.item().cells().getFirst());
        begin(driver, "uncertain", uncertain.toList());
    }

    /// Stopped by a person, or at the end of its slice, it goes on later.
    private void left(SimDriver driver, long id) {
        var job = jobs.stream().filter(each -> each.id == id).findFirst().orElseThrow();
        var record = record(job);
        boolean stopped = record.reason() == PauseReason.USER || record.reason() == PauseReason.INTERRUPTED;
        if (!record.state().ended() && stopped) {
            stops++;
            job.restsSince = clock.nanos();
            driver.later(trouble.rest(), () -> start(driver, job));
        } else if (record.state().ended() && job == jobs.getFirst() && trouble.asksAgain()) {
            beginUncertain(driver, record);
        }
    }

    /// I11: who is struck could have caused the death, and whose call was open is struck.
    private void judgeBlame(Blame.Verdict verdict) {
        for (var job : jobs) {
            for (var item : store.items(job.id, 0, Integer.MAX_VALUE)) {
                long position = item.position();
                var row = new Blame.Row(job.id, position);
                boolean struck = item.strikes() > job.strikes(position);
                if (struck && !verdict.may().contains(row)) {
                    throw new AssertionError("I11: " + item.key() + " is blamed for a death; it only waited");
                }
                boolean spared = job.retried ? item.strikes() == 0 : !struck; // a retry forgives what was before
                if (spared && verdict.must().contains(row) && !job.ended(position)) {
                    throw new AssertionError("I11: " + item.key() + " had a call open at a death, and is not blamed");
                }
                if (struck) {
                    job.struck(position, item.strikes());
                }
            }
        }
    }

    private final class Ledger implements SimUpstream.Stored {
        @Override
        public boolean answers(long job, Digest question) {
            // who retries a row asks again for what was absent
            boolean retried = jobs.stream().anyMatch(each -> each.retried);
            var absentFrom = store.job(job).orElseThrow().asOf().minus(Scenario.ABSENCES);
            return store.calls(question).stream().anyMatch(call -> {
                var received = call.receivedAt();
                boolean absent = !retried && received != null && !received.isBefore(absentFrom) && answered(call);
                return absent || call.state() == CallState.FOUND;
            });
        }

        @Override
        public boolean absent(Digest question) {
            return store.calls(question).stream().anyMatch(call -> call.state() != CallState.FOUND && answered(call));
        }

        /// A stored reply that nobody read yet answers only if reading it says so.
        private static boolean answered(StoredCall call) {
            if (call.state() != CallState.UNREAD) {
                return call.state().answers();
            }
            int status = call.reply() == null ? 0 : call.reply().status();
            return status == 200 || status == 404 || status == 413 || status == 422;
        }
    }

    private JobRecord submit() {
        var options = RunOptions.DEFAULT
                .withConcurrency(8 + random.nextInt(24))
                .withTimeout(Duration.ofSeconds(20 + random.nextInt(40)));
        if (!scenario.plain() && random.nextInt(3) == 0) {
            var budget = new BigDecimal(5 + random.nextInt(15));
            options = options.withBudget(budget);
            upstream.budgetNanos = budget.movePointRight(9).longValueExact();
        }
        return lists.submit(store, clock.instant(), "simulated", lists.main(), options);
    }

    private void moreBudget(JobRecord job) {
        if (job.reason() == PauseReason.BUDGET) {
            upstream.budgetNanos = Long.MAX_VALUE;
            store.commit(List.of(new Write.OptionsChanged(job.id(), job.options().withBudget(null))));
        }
    }

    /// @return the rows that have ended
    private List<EndedItem> resultsOnlyGrow(SimJob job) {
        job.counts(store.counts(job.id).ended());
        var rows = store.ended(job.id, ItemFilter.all(), 0, Integer.MAX_VALUE);
        for (var row : rows) {
            job.ends(row.item().position(), row.outcome());
        }
        return rows;
    }

    private Report check() {
        var ends = new EnumMap<ItemState, Long>(ItemState.class);
        long recorded = 0;
        long lost = 0;
        for (var job : jobs) {
            var rows = resultsOnlyGrow(job);
            for (var row : rows) {
                if (job == jobs.getFirst()) {
                    ends.merge(row.outcome().state(), 1L, Long::sum);
                }
                verify(job, row);
            }
            if (rows.size() != job.rows && record(job).state() != JobState.CANCELLED) {
                throw new AssertionError("I5: " + job.rows + " rows in, " + rows.size() + " ended");
            }
            var counts = store.counts(job.id);
            recorded += counts.costNanos() + counts.reservedNanos();
            lost += counts.calls().values().stream().mapToLong(calls -> calls.lost()).sum();
        }
        for (var limits : List.of(scenario.scarce().limits(), scenario.free().limits())) {
            for (var rate : limits.rates()) {
                within(limits.gate(), rate.calls(), rate.window());
            }
        }
        if (recorded < upstream.spentNanos) {
            throw new AssertionError("I6: recorded " + recorded + ", executed " + upstream.spentNanos);
        }
        boolean retried = jobs.stream().anyMatch(job -> job.retried);
        if (scenario.fate() != UnknownFate.REPEAT && upstream.repeats() > 0 && !retried) {
            throw new AssertionError(upstream.repeats() + " calls ran twice though the policy is " + scenario.fate());
        }
        long allowed = (crashes + pauses + 1) * maxOpen + lost;
        if (upstream.repeats() > allowed && !retried) {
            throw new AssertionError("repeats " + upstream.repeats() + ", at most " + allowed);
        }
        if (alone || jobs.size() == 1) { // another may do some of its work, or be in its way
            slippageAddsUp(jobs.getFirst());
            if (scenario.faults().none()) {
                new Liveness(scenario, upstream, clock, downs).check(store, jobs.getFirst().id);
            }
        }
        var finish = clock.truth();
        long days = Duration.between(scenario.start(), finish).toDays();
        return new Report(
                seed, days, finish, quotaDay(finish), events, upstream.executed, upstream.repeats(),
                upstream.refusedForQuota, lost, crashes, pauses, stops, ends, hash);
    }

    /// Every lost second is booked: bound + booked = finish, to the millisecond and the time a commit takes.
    private void slippageAddsUp(SimJob its) {
        var job = record(its);
        var bound = job.bound();
        var finish = job.finishedAt();
        if (scenario.told() && (bound == null || finish == null)) {
            throw new AssertionError("no bound though the limits are declared");
        }
        if (bound == null || finish == null) {
            return;
        }
        long booked = store.pulse(job.id()).late().values().stream().mapToLong(Long::longValue).sum();
        long late = Duration.between(bound, finish).toMillis();
        if (finish.isBefore(bound) || Math.abs(late - booked) > 1) {
            throw new AssertionError("slippage: bound " + bound + ", finish " + finish + ", booked " + booked + " of "
                    + late + " ms: " + store.pulse(job.id()).late());
        }
    }

    /// 1 for the quota day of the start.
    private long quotaDay(Instant at) {
        return 1 + java.time.temporal.ChronoUnit.DAYS.between(scenario.day(scenario.start()), scenario.day(at));
    }

    private void verify(SimJob job, EndedItem ended) {
        var first = ended.item().cells().getFirst();
        if (ended.outcome().errorClass() == ErrorClass.RESOURCE
                && job.strikes(ended.item().position()) < 3) {
            throw new AssertionError(first + " failed as if it killed the process; it was under way at no three ends");
        }
        if (ended.outcome().state() != ItemState.DONE || ended.outcome().rows() == 0) {
            return;
        }
        var row = ResultCodec.decode(ended.outcome().result()).getFirst();
        var key = ended.item().cells().getFirst();
        if (!key.equals(row.getFirst()) || !String.valueOf(row.getLast()).startsWith("<" + key + "/")) {
            throw new AssertionError("a wrong answer for " + key + ": " + row);
        }
    }

    private void within(String source, int calls, Duration window) {
        int most = upstream.most(source, window.toNanos());
        if (most > calls) {
            throw new AssertionError("I3: " + most + " calls of " + source + " in " + window + ", at most " + calls);
        }
    }
}
