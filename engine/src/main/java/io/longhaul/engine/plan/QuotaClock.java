package io.longhaul.engine.plan;

import io.longhaul.engine.Quota;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The windows of one quota, summed over its owners, walked forward in time.
/// Times are microseconds since an origin.
final class QuotaClock {

    /// An owner that is closed now: when it opens and what it may then still use in the window of now.
    private record Late(long opens, long allowance) {}

    private static final long DAYS_LIMIT = Greedy.NEVER / 86_400_000_000L;

    private final Quota quota;
    private final Instant origin;
    private final int owners;
    private final long amount;
    private final List<Late> late = new ArrayList<>();
    private int opened;
    private LocalDate day;
    private long opens;
    private long closes;
    private boolean first = true;
    private long left;
    private long version;

    /// @param allowances what each owner may still use in the window that holds `now`
    QuotaClock(Quota quota, Instant origin, Instant now, List<OwnerState> states, long[] allowances) {
        this.quota = quota;
        this.origin = origin;
        this.owners = states.size();
        amount = Math.min(Greedy.PLENTY, quota.amount());
        day = windowOf(now);
        opens = Long.MIN_VALUE;
        closes = opening(day.plusDays(quota.window()));
        for (int i = 0; i < allowances.length; i++) {
            var until = states.get(i).closedUntil();
            if (until == null || !until.isAfter(now)) {
                left = plus(left, allowances[i]);
            } else {
                late.add(new Late(Greedy.micros(origin, until), allowances[i]));
            }
        }
        late.sort(Comparator.comparingLong(Late::opens));
    }

    LocalDate day() {
        return day;
    }

    long opens() {
        return opens;
    }

    long left() {
        return left;
    }

    int windowDays() {
        return quota.window();
    }

    /// Grows whenever a window begins or an owner opens.
    long version() {
        return version;
    }

    /// The next instant at which more may become available whatever is sent.
    long nextEvent() {
        return opened < late.size() ? Math.min(closes, late.get(opened).opens()) : closes;
    }

    /// What a whole window of all owners allows.
    long full() {
        return times(amount, owners);
    }

    boolean allOpen() {
        return opened == late.size();
    }

    void advance(long at) {
        if (at >= closes) {
            roll(at);
        }
        while (opened < late.size() && late.get(opened).opens() <= at) {
            left = plus(left, first ? late.get(opened).allowance() : amount);
            opened++;
            version++;
        }
    }

    private void roll(long at) {
        var next = day.plusDays(quota.window());
        var holding = windowOf(origin.plus(at, ChronoUnit.MICROS));
        // Microseconds round down, so the calendar may place an opening just before itself.
        enter(holding.isAfter(next) ? holding : next);
    }

    private void enter(LocalDate start) {
        day = start;
        opens = opening(day);
        closes = opening(day.plusDays(quota.window()));
        first = false;
        version++;
        while (opened < late.size() && late.get(opened).opens() <= opens) {
            opened++;
        }
        left = times(amount, owners - (late.size() - opened));
    }

    /// Enters the window `windows` after this one; all owners are open.
    void jump(long windows) {
        enter(day.plusDays(windows * quota.window()));
    }

    long earliest(long at) {
        if (left > 0) {
            return at;
        }
        for (int i = opened; i < late.size() && late.get(i).opens() < closes; i++) {
            if (!first || late.get(i).allowance() > 0) {
                return late.get(i).opens();
            }
        }
        boolean noneOpen = late.size() - opened == owners;
        return noneOpen ? Math.max(closes, late.get(opened).opens()) : closes;
    }

    void take(long calls) {
        left -= calls;
    }

    /// When the last of `calls` further calls may leave at the earliest if nothing but this quota holds them up
    /// and every closed owner opened now.
    long alone(long calls, long at) {
        long here = left;
        for (int i = opened; i < late.size(); i++) {
            here = plus(here, first ? late.get(i).allowance() : amount);
        }
        if (calls <= here) {
            return at;
        }
        long windows = Math.ceilDiv(calls - here, full());
        return beyond(windows) ? Greedy.NEVER : opening(day.plusDays(windows * quota.window()));
    }

    /// Whether that many windows lead out of the reckoning of time.
    boolean beyond(long windows) {
        return windows > DAYS_LIMIT / quota.window() - (day.toEpochDay() - epochDayOfOrigin()) / quota.window() - 2;
    }

    private long epochDayOfOrigin() {
        return origin.getEpochSecond() / 86_400;
    }

    private LocalDate windowOf(Instant at) {
        var date = at.minus(quota.buffer()).atZone(quota.zone()).toLocalDate();
        return date.minusDays(Math.floorMod(date.toEpochDay(), (long) quota.window()));
    }

    private long opening(LocalDate start) {
        return Greedy.micros(origin, start.atStartOfDay(quota.zone()).toInstant().plus(quota.buffer()));
    }

    private static long plus(long a, long b) {
        return Math.min(Greedy.PLENTY, a + b);
    }

    private static long times(long each, long owners) {
        return owners == 0 ? 0 : each > Greedy.PLENTY / owners ? Greedy.PLENTY : each * owners;
    }
}
