package io.longhaul.engine.plan;

import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends every call at the first instant the limits allow. Each limit is of the form "sent by t <= sent by some
/// earlier instant + a constant", so no schedule has sent more by any instant: what this takes is the least.
///
/// Bursts are one step whatever their size; runs of equal bursts and of equal quota windows are jumped over. What
/// is left after [#STEPS] steps is reckoned for each limit by itself, which is never too late either.
final class Greedy {

    /// Microseconds that stand for "no sooner than in 73,000 years": all longer times are reported as this.
    static final long NEVER = Long.MAX_VALUE / 4;
    /// Units that stand for "more than can be counted".
    static final long PLENTY = Long.MAX_VALUE / 4;
    static final int STEPS = 50_000;

    /// Hears how many calls go out in which window of the shortest quota.
    interface Recorder {
        /// @param windows that follow each other from `day` on, each with `calls`
        void sent(LocalDate day, long windows, long calls);
    }

    private record Saved(long at, long left, long version, List<long[]> states) {}

    private record Opening(LocalDate day, long at, long left) {}

    private final Instant origin;
    private final Instant now;
    private final List<RateQueue> rates;
    private final List<QuotaClock> quotas;
    private final @Nullable QuotaClock shortest;
    private final Recorder recorder;
    private final long period;
    private int steps;
    private int taken;
    private long at;
    private long left;
    private @Nullable Saved saved;
    private @Nullable Opening opening;

    Greedy(Demand demand, Instant now, Recorder recorder, int steps) {
        this.now = now;
        this.recorder = recorder;
        origin = now.truncatedTo(ChronoUnit.MICROS);
        left = demand.calls();
        rates = queues(demand.rates());
        quotas = clocks(demand, origin, now);
        shortest = quotas.stream()
                .min(Comparator.comparingInt(QuotaClock::windowDays))
                .orElse(null);
        period = period(rates);
        this.steps = steps + 2 * rates.stream().mapToInt(each -> each.state(0).length).sum();
    }

    /// When the last call leaves.
    Instant finish() {
        var end = origin.plus(left == 0 ? 0 : run(), ChronoUnit.MICROS);
        return end.isBefore(now) ? now : end;
    }

    /// Steps needed by [#finish()].
    int taken() {
        return taken;
    }

    private long run() {
        while (true) {
            at = next();
            if (at >= NEVER) {
                return NEVER;
            }
            if (jumpWindows()) {
                continue;
            }
            send();
            if (left == 0) {
                return at;
            }
            if (++taken >= steps) {
                return alone();
            }
            jumpBursts();
        }
    }

    private long next() {
        for (long from = at;;) {
            long to = from;
            for (var rate : rates) {
                rate.advance(from);
                to = Math.max(to, rate.earliest(from));
            }
            for (var quota : quotas) {
                quota.advance(from);
                to = Math.max(to, quota.earliest(from));
            }
            if (to == from || to >= NEVER) {
                return to;
            }
            from = to;
        }
    }

    private void send() {
        long calls = left;
        for (var rate : rates) {
            calls = Math.min(calls, rate.free());
        }
        for (var quota : quotas) {
            calls = Math.min(calls, quota.left());
        }
        var since = saved;
        if (since != null) {
            calls = Math.min(calls, period - (since.left - left));
        }
        for (var rate : rates) {
            rate.take(at, calls);
        }
        book(calls);
    }

    private void book(long calls) {
        for (var quota : quotas) {
            quota.take(calls);
        }
        left -= calls;
        if (shortest != null) {
            recorder.sent(shortest.day(), 1, calls);
        }
    }

    // Jumps.

    /// After a window in which the quota was used up and all slots were free again well before its end, all that
    /// follow are equal: they begin with free slots.
    private boolean jumpWindows() {
        var days = shortest;
        if (days == null || at != days.opens() || !days.allOpen()) {
            return false;
        }
        var before = opening;
        opening = new Opening(days.day(), at, left);
        if (before == null
                || before.left - left != days.full()
                || !before.day.plusDays(days.windowDays()).equals(days.day())
                || !recoversInTime(before, days)) {
            return false;
        }
        long windows = (left - 1) / days.full();
        for (var quota : quotas) {
            if (quota != days) {
                windows = Math.min(windows, (quota.left() - 1) / days.full());
                windows = Math.min(windows, (quota.nextEvent() - at) / micros(longest(days)) - 1);
            }
        }
        if (windows <= 0) {
            return false;
        }
        if (days.beyond(windows)) {
            at = NEVER;
        } else {
            for (var quota : quotas) {
                quota.take(quota == days ? 0 : windows * days.full());
            }
            recorder.sent(days.day(), windows, days.full());
            left -= windows * days.full();
            days.jump(windows);
            at = days.opens();
        }
        opening = null;
        saved = null;
        return true;
    }

    private boolean recoversInTime(Opening before, QuotaClock days) {
        long busy = rates.stream().mapToLong(RateQueue::latest).max().orElse(before.at) - before.at;
        return busy <= micros(Duration.ofHours(24L * days.windowDays() - 4));
    }

    private static Duration longest(QuotaClock days) {
        return Duration.ofHours(24L * days.windowDays() + 4);
    }

    /// Once all rates look as they did `period` calls ago, they go on doing so until a quota interferes.
    private void jumpBursts() {
        if (rates.isEmpty()) {
            return;
        }
        var since = saved;
        if (since == null || since.version != version()) {
            saved = left > 2 * period ? snapshot() : null;
            return;
        }
        if (since.left - left < period) {
            return;
        }
        var here = snapshot();
        if (at > since.at && same(here.states, since.states)) {
            long lasts = at - since.at;
            long times = (left - 1) / period;
            for (var quota : quotas) {
                times = Math.min(times, (quota.left() - 1) / period);
                times = Math.min(times, (quota.nextEvent() - 1 - at) / lasts);
            }
            if (times > (NEVER - at) / lasts) {
                at = NEVER;
                return;
            }
            if (times > 0) {
                repeat(times, lasts);
                here = snapshot();
            }
        }
        saved = left > 2 * period ? here : null;
    }

    private void repeat(long times, long lasts) {
        at += times * lasts;
        for (var rate : rates) {
            rate.shift(times * lasts);
        }
        book(times * period);
    }

    private Saved snapshot() {
        return new Saved(
                at, left, version(), rates.stream().map(each -> each.state(at)).toList());
    }

    private static boolean same(List<long[]> some, List<long[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private long version() {
        return quotas.stream().mapToLong(QuotaClock::version).sum();
    }

    /// The latest of what each limit by itself would need for the rest.
    private long alone() {
        long end = at;
        for (var rate : rates) {
            end = Math.max(end, rate.alone(left, at));
        }
        for (var quota : quotas) {
            end = Math.max(end, quota.alone(left, at));
        }
        return end;
    }

    // What the demand says, as queues and clocks.

    private static List<RateQueue> queues(List<RateState> states) {
        var kept = new ArrayList<RateState>();
        states.stream()
                // Windows below a microsecond cannot be told apart from none.
                .filter(each -> micros(each.rate().window()) > 0)
                // A rate can only be implied by one of no more calls, and then of a window no shorter.
                .sorted(Comparator.comparingInt((RateState each) -> each.rate().calls())
                        .thenComparing(each -> each.rate().window(), Comparator.reverseOrder()))
                .filter(each -> kept.stream().noneMatch(other -> implies(other.rate(), each)))
                .forEach(kept::add);
        return kept.stream().map(Greedy::queue).toList();
    }

    /// Whether `state` can never hold up a call that `other` lets pass.
    private static boolean implies(Rate other, RateState state) {
        if (state.fullForNanos() > 0) {
            return false;
        }
        var rate = state.rate();
        long windows = rate.window().dividedBy(other.window());
        if (windows < Integer.MAX_VALUE && other.window().multipliedBy(windows).compareTo(rate.window()) < 0) {
            windows++;
        }
        long taken = Arrays.stream(state.freeInNanos()).filter(each -> each > 0).count();
        return windows < Integer.MAX_VALUE && other.calls() * windows + taken <= rate.calls();
    }

    private static RateQueue queue(RateState state) {
        long window = micros(state.rate().window());
        // A trailing window cannot hold a slot for longer than itself.
        var taken = Arrays.stream(state.freeInNanos())
                .filter(each -> each > 0)
                .map(each -> Math.min(each / 1_000, window));
        long full = state.fullForNanos() / 1_000;
        if (full <= 0) {
            return new RateQueue(state.rate().calls(), window, taken.toArray());
        }
        var known = taken.sorted().toArray();
        var all = new long[Math.max(known.length, state.rate().calls())];
        Arrays.fill(all, full);
        for (int i = 0; i < known.length; i++) {
            all[all.length - 1 - i] = Math.max(full, known[known.length - 1 - i]);
        }
        return new RateQueue(state.rate().calls(), window, all);
    }

    private static List<QuotaClock> clocks(Demand demand, Instant origin, Instant now) {
        var clocks = new ArrayList<QuotaClock>();
        var quotas = demand.limits().quotas();
        for (int i = 0; i < quotas.size(); i++) {
            var quota = quotas.get(i);
            int at = i;
            var allowances = demand.owners().stream()
                    .mapToLong(owner -> allowance(quotas, at, owner, now))
                    .toArray();
            clocks.add(new QuotaClock(quota, origin, now, demand.owners(), allowances));
        }
        return List.copyOf(clocks);
    }

    /// What an owner may still use in this window: no more than is left of any window that ends no sooner.
    private static long allowance(List<Quota> quotas, int at, OwnerState owner, Instant now) {
        var end = quotas.get(at).endOf(now);
        long least = PLENTY;
        for (int i = 0; i < quotas.size(); i++) {
            if (!quotas.get(i).endOf(now).isBefore(end)) {
                least = Math.min(least, Math.max(0, quotas.get(i).amount() - owner.used(i)));
            }
        }
        return least;
    }

    /// Calls after which the rate that matters in the long run repeats itself, and all slots were used once.
    private static long period(List<RateQueue> rates) {
        var slowest = rates.stream()
                .max(Comparator.comparingDouble(each -> (double) each.window / each.slots))
                .orElse(null);
        if (slowest == null) {
            return PLENTY / 4;
        }
        long most = rates.stream().mapToLong(each -> each.slots).max().orElseThrow();
        return Math.ceilDiv(most, slowest.slots) * slowest.slots;
    }

    static long micros(Instant origin, Instant instant) {
        long seconds = instant.getEpochSecond() - origin.getEpochSecond();
        return seconds > NEVER / 1_000_000 ? NEVER : ChronoUnit.MICROS.between(origin, instant);
    }

    private static long micros(Duration time) {
        return time.getSeconds() >= NEVER / 1_000_000 ? NEVER : time.getSeconds() * 1_000_000 + time.getNano() / 1_000;
    }

    /// A recorder that hears nothing.
    static void unheard(LocalDate day, long windows, long calls) {}
}
