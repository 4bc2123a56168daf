package io.longhaul.testkit.sim;

import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the rows of one life of a process did, as its driver saw it: who could have caused the death at its end.
final class Blame {

    private static final long MILLI = 1_000_000L;
    /// A set of running rows is at most so old: after an unclean end 20 ms, else 200, and two commits.
    private static final long AFTER_UNCLEAN = (20 + 2 * 16) * MILLI;
    private static final long AFTER_CLEAN = (200 + 2 * 16) * MILLI;

    private final SimClock clock;
    private final boolean clean;
    /// When a row's code last ran, or its stored answer was last read.
    private final Map<Long, Long> ran = new HashMap<>();
    /// The questions a row asked.
    private final Map<Long, Set<Digest>> asked = new HashMap<>();
    /// Since when a call for it is open, and when the last was read.
    private final Map<Digest, Long> open = new HashMap<>();
    private final Map<Digest, Long> read = new HashMap<>();
    private final Map<Long, List<Ask>> calls = new HashMap<>();
    /// Since when the store has taken a row for running.
    private Map<Long, Long> named = new HashMap<>();

    Blame(SimClock clock, boolean clean) {
        this.clock = clock;
        this.clean = clean;
    }

    void saw(Event event) {
        if (event instanceof Event.Asked(var asks)) {
            for (var ask : asks) {
                asked.computeIfAbsent(ask.position(), any -> new HashSet<>()).add(ask.digest());
            }
        } else if (event instanceof Event.Arrived arrived) {
            var asks = calls.remove(arrived.call());
            for (var ask : asks == null ? List.<Ask>of() : asks) {
                open.remove(ask.digest());
                read.put(ask.digest(), clock.nanos());
            }
        }
    }

    void sent(Effect.Send send) {
        calls.put(send.attempt().callId(), send.asks());
        send.asks().forEach(ask -> open.put(ask.digest(), clock.nanos()));
    }

    void ran(long position) {
        ran.put(position, clock.nanos());
    }

    void reads(List<Ask> asks) {
        asks.forEach(ask -> read.put(ask.digest(), clock.nanos()));
    }

    void stored(List<Write> writes) {
        for (var write : writes) {
            if (write instanceof Write.Running(_, var positions)) {
                var now = new HashMap<Long, Long>();
                positions.forEach(position -> now.put(position, named.getOrDefault(position, clock.nanos())));
                named = now;
            }
        }
    }

    /// Whether the row could have caused a death now. One that the store was just told of may be about to begin.
    boolean may(long position) {
        return recent(ran.get(position))
                || recent(named.get(position))
                || asked.getOrDefault(position, Set.of()).stream()
                        .anyMatch(digest -> open.containsKey(digest) || recent(read.get(digest)));
    }

    /// Rows that waited for an open call for so long that the store must know, after an unclean end.
    Set<Long> must() {
        var rows = new HashSet<Long>();
        if (!clean) {
            asked.forEach((position, digests) -> {
                if (!recent(ran.get(position)) && digests.stream().anyMatch(this::longOpen)) {
                    rows.add(position);
                }
            });
        }
        return rows;
    }

    private boolean longOpen(Digest question) {
        return open.containsKey(question) && !recent(open.get(question));
    }

    private boolean recent(@Nullable Long at) {
        return at != null && clock.nanos() - at <= (clean ? AFTER_CLEAN : AFTER_UNCLEAN);
    }
}
