package io.longhaul.testkit.sim;

import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What the rows of one life of a process did, as its driver saw it: who could have caused the death at its end.
///
/// Written down as it happens, without a look at it: of thousands of lives few events are asked for.
final class Blame {

    private static final long MILLI = 1_000_000L;
    /// A set of running rows is at most so old: after an unclean end 20 ms, else 200, and two commits.
    private static final long AFTER_UNCLEAN = (20 + 2 * 16) * MILLI;
    private static final long AFTER_CLEAN = (200 + 2 * 16) * MILLI;

    private final SimClock clock;
    private final boolean clean;
    /// Each time a row's code ran, or a stored answer or a reply was read.
    private final List<At<Row>> ran = new ArrayList<>();
    private final List<At<List<Ask>>> read = new ArrayList<>();
    /// Each time the store was told who runs, by job.
    private final Map<Long, List<At<List<Row>>>> running = new HashMap<>();
    private final List<List<Ask>> asked = new ArrayList<>();
    /// By number, those that are under way.
    private final Map<Long, At<Effect.Send>> calls = new HashMap<>();
    /// Jobs that were paused, cancelled or ended: they wait for their own calls under way, not for those of others.
    private final Set<Long> stopped = new HashSet<>();

    private record At<T>(T what, long nanos) {}

    /// A row of one of the jobs.
    record Row(long job, long position) {}

    /// @param may rows that could have caused a death now
    /// @param must rows that waited for an open call for so long that the store must know, after an unclean end
    record Verdict(Set<Row> may, Set<Row> must) {}

    Blame(SimClock clock, boolean clean) {
        this.clock = clock;
        this.clean = clean;
    }

    void saw(Event event) {
        if (event instanceof Event.Asked(var asks)) {
            asked.add(asks);
        } else if (event instanceof Event.Arrived arrived) {
            var call = calls.remove(arrived.call());
            if (call != null) {
                reads(call.what.asks());
            }
        }
    }

    /// The job rests: none of its rows waits for anything any more.
    void left(long job) {
        asked.removeIf(asks -> asks.getFirst().job() == job);
    }

    void sent(Effect.Send send) {
        calls.put(send.attempt().callId(), now(send));
    }

    /// Before it is durable.
    void decided(List<Write> writes) {
        for (var write : writes) {
            if (write instanceof Write.JobChanged change) {
                boolean goesOn = change.state() == JobState.RUNNING || change.state() == JobState.WAITING;
                var _ = goesOn ? stopped.remove(change.job()) : stopped.add(change.job());
            }
        }
    }

    void ran(long job, long position) {
        ran.add(now(new Row(job, position)));
    }

    void reads(List<Ask> asks) {
        read.add(now(asks));
    }

    void stored(List<Write> writes) {
        for (var write : writes) {
            if (write instanceof Write.Running(var job, var positions)) {
                var rows = positions.stream().map(position -> new Row(job, position)).toList();
                running.computeIfAbsent(job, any -> new ArrayList<>()).add(now(rows));
            }
        }
    }

    private <T> At<T> now(T what) {
        return new At<>(what, clock.nanos());
    }

    Verdict verdict() {
        var worked = new HashSet<Row>();
        recent(ran, worked::add);
        var under = new HashSet<Digest>(); // a call, or read a moment ago
        var longUnder = new HashMap<Digest, Long>(); // the job that pays
        for (var call : calls.values()) {
            call.what.asks().forEach(ask -> under.add(ask.digest()));
            if (!recent(call)) {
                call.what.asks().forEach(ask -> longUnder.put(ask.digest(), call.what.job()));
            }
        }
        recent(read, asks -> asks.forEach(ask -> under.add(ask.digest())));
        var may = new HashSet<>(worked);
        running.values().forEach(sets -> may.addAll(justNamed(sets)));
        var must = new HashSet<Row>();
        for (var asks : asked) {
            for (var ask : asks) {
                var row = new Row(ask.job(), ask.position());
                if (under.contains(ask.digest())) {
                    may.add(row);
                }
                var payer = longUnder.get(ask.digest());
                boolean waits = payer != null && (payer == ask.job() || !stopped.contains(ask.job()));
                if (!clean && waits && !worked.contains(row)) {
                    must.add(row);
                }
            }
        }
        return new Verdict(may, must);
    }

    /// Rows that the store was told of a moment ago: they may have been about to begin.
    private Set<Row> justNamed(List<At<List<Row>>> running) {
        var named = new HashSet<>(running.getLast().what);
        var throughout = new HashSet<>(named); // all sets from here on
        for (int i = running.size() - 1; i >= 0 && !throughout.isEmpty(); i--) {
            throughout.retainAll(new HashSet<>(running.get(i).what));
            if (!recent(running.get(i))) {
                named.removeAll(throughout);
                break;
            }
        }
        return named;
    }

    /// The latest of them.
    private <T> void recent(List<At<T>> all, Consumer<T> each) {
        for (int i = all.size() - 1; i >= 0 && recent(all.get(i)); i--) {
            each.accept(all.get(i).what);
        }
    }

    private boolean recent(At<?> at) {
        return clock.nanos() - at.nanos <= (clean ? AFTER_CLEAN : AFTER_UNCLEAN);
    }
}
