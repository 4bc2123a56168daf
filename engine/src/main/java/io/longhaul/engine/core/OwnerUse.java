package io.longhaul.engine.core;

import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one owner has used of its quotas, and its keys.
///
/// The upstream's day begins at its midnight by its clock, ours `buffer` later. A call that may have been under way
/// anywhere between (a buffer before to a buffer after midnight) is counted in both days.
final class OwnerUse {

    private final Owner owner;
    private List<Key> keys;
    private final List<Window> windows = new ArrayList<>();
    /// Calls that a coming day may have to count, by their end.
    private final ArrayDeque<Ended> recent = new ArrayDeque<>();
    /// Units of the calls under way.
    private int open;
    private int turn;
    private @Nullable Instant closedUntil;
    /// When the first of the windows ends.
    private Instant nextEnd = Instant.MAX;

    private record Ended(Instant at, int units) {}

    private static final class Window {
        final Quota quota;
        Instant start;
        Instant end;
        long used;

        Window(Quota quota, Instant now) {
            this.quota = quota;
            this.start = quota.startOf(now);
            this.end = quota.endOf(now);
        }

        Instant counts() {
            return OwnerUse.counts(quota, start);
        }
    }

    OwnerUse(Owner owner, List<Key> keys, List<Quota> quotas, Instant now) {
        this.owner = owner;
        this.keys = List.copyOf(keys);
        for (var quota : quotas) {
            windows.add(new Window(quota, now));
        }
        nextEnd = firstEnd();
    }

    private Instant firstEnd() {
        var first = Instant.MAX;
        for (var window : windows) {
            first = window.end.isBefore(first) ? window.end : first;
        }
        return first;
    }

    Owner owner() {
        return owner;
    }

    /// From now on its calls go with the other's keys.
    void takeKeysOf(OwnerUse other) {
        keys = other.keys;
        turn = turn % keys.size();
    }

    Key nextKey() {
        var key = keys.get(turn);
        turn = (turn + 1) % keys.size();
        return key;
    }

    /// Ends of earlier calls count from then on.
    Instant remembersSince() {
        var first = Instant.MAX;
        for (var window : windows) {
            first = window.counts().isBefore(first) ? window.counts() : first;
        }
        return first;
    }

    /// A call of an earlier process; `closed` null if its fate is unknown or it is open.
    void remember(Instant closed, int units) {
        for (var window : windows) {
            if (!closed.isBefore(window.counts())) {
                window.used += units;
            }
        }
        recent.add(new Ended(closed, units));
    }

    long used() {
        return windows.isEmpty() ? open : windows.getFirst().used;
    }

    /// When this owner may make a call of so many units: now or earlier if it may at once.
    Instant freeAt(Instant now, int units) {
        roll(now);
        var at = closedUntil == null || !closedUntil.isAfter(now) ? now : closedUntil;
        for (var window : windows) {
            if (window.used + units > window.quota.amount() && window.end.isAfter(at)) {
                at = window.end;
            }
        }
        return at;
    }

    void book(Instant now, int units) {
        roll(now);
        open += units;
        for (var window : windows) {
            window.used += units;
        }
    }

    void close(Instant now, int units) {
        open -= units;
        if (!windows.isEmpty()) {
            recent.add(new Ended(now, units));
        }
    }

    /// Proved not to have run.
    void giveBack(int units) {
        open -= units;
        for (var window : windows) {
            window.used = Math.max(0, window.used - units);
        }
    }

    /// The upstream says that the day is used up, whoever used it.
    void refused(Instant now, @Nullable Instant until) {
        var reset = until == null ? now.plus(Duration.ofHours(1)) : until;
        for (var window : windows) {
            window.used = Math.max(window.used, window.quota.amount());
            reset = window.end;
        }
        closedUntil = until != null && until.isAfter(reset) ? until : reset;
    }

    /// As it will be seen by a call at that instant. It changes nothing: whoever looks may have a wrong clock.
    List<Used> use(Instant now) {
        return windows.stream()
                .map(window -> now.isBefore(window.end)
                        ? new Used(window.quota, window.used, window.end)
                        : new Used(
                                window.quota,
                                usedSince(window.quota, window.quota.startOf(now)),
                                window.quota.endOf(now)))
                .toList();
    }

    /// Whether the upstream said that the quota is used up.
    boolean isClosed(Instant now) {
        return closedUntil != null && closedUntil.isAfter(now);
    }

    @Nullable
    Instant closedUntil() {
        return closedUntil;
    }

    /// @param end when the quota's window ends
    record Used(Quota quota, long used, Instant end) {}

    /// Only calls that may go open a new day: a day that a wrong clock began would not end with its correction.
    private void roll(Instant now) {
        if (now.isBefore(nextEnd)) {
            return;
        }
        var oldest = Instant.MAX;
        for (var window : windows) {
            if (!now.isBefore(window.end)) {
                window.start = window.quota.startOf(now);
                window.end = window.quota.endOf(now);
                window.used = usedSince(window.quota, window.start);
            }
            var counts = window.counts();
            oldest = counts.isBefore(oldest) ? counts : oldest;
        }
        while (!recent.isEmpty() && recent.peekFirst().at().isBefore(oldest)) {
            recent.removeFirst();
        }
        nextEnd = firstEnd();
    }

    private static Instant counts(Quota quota, Instant start) {
        return start.minus(quota.buffer().multipliedBy(2));
    }

    private long usedSince(Quota quota, Instant start) {
        return (long) open + endedSince(counts(quota, start));
    }

    private int endedSince(Instant since) {
        int ended = 0;
        for (var call : recent) {
            ended += call.at().isBefore(since) ? 0 : call.units();
        }
        return ended;
    }
}
