package io.longhaul.engine.run;

import io.longhaul.engine.Intake;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.store.Write;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Bounds the bytes of replies, and of the results made of them, that came in and are not stored yet.
///
/// Parts of many large replies could use up all room, and none would ever be whole: therefore the reply that began to
/// come in first waits for nothing but the commits under way, which need no room. So the bound is exceeded by one reply
/// at most, and a reply larger than it comes through.
final class InFlight {

    /// The room of one call.
    private final class Hold implements Intake {
        private long bytes;
        private boolean over;

        @Override
        public boolean takeNow(long more) {
            return InFlight.this.takeNow(this, more);
        }

        @Override
        public void take(long more) throws InterruptedException {
            InFlight.this.take(this, more);
        }
    }

    private record Settling(long number, Hold hold) {}

    /// Smaller results are not worth counting: there are at most some thousands of them.
    private static final int LARGE = 4096;

    private static final byte[] NOTHING = {};

    private long most;
    private long taken;
    /// Replies that are coming in, the first to begin first.
    private final LinkedHashSet<Hold> coming = new LinkedHashSet<>();
    private final Map<Long, Hold> calls = new HashMap<>();
    /// Replies that wait for their commit, in the order of commits.
    private final ArrayDeque<Settling> settling = new ArrayDeque<>();

    InFlight(long most) {
        this.most = most;
    }

    synchronized long taken() {
        return taken;
    }

    synchronized Intake open(long call) {
        var hold = new Hold();
        calls.put(call, hold);
        return hold;
    }

    private synchronized boolean takeNow(Hold hold, long more) {
        if (hold.over) {
            return false;
        }
        coming.add(hold);
        if (taken + more > most && (coming.getFirst() != hold || !settling.isEmpty())) {
            return false;
        }
        hold.bytes += more;
        taken += more;
        return true;
    }

    private synchronized void take(Hold hold, long more) throws InterruptedException {
        while (!takeNow(hold, more)) {
            if (hold.over) {
                throw new InterruptedException("the call is over");
            }
            wait();
        }
    }

    /// A call's reply is here, or will never be.
    ///
    /// @param effects of its arrival: if its reply is to be stored it keeps its room until that is done
    synchronized void arrived(long call, List<Effect> effects) {
        var hold = calls.remove(call);
        if (hold == null) {
            return;
        }
        hold.over = true;
        coming.remove(hold);
        for (var effect : effects) {
            if (effect instanceof Effect.Commit commit && settles(commit, call)) {
                settling.addLast(new Settling(commit.number(), hold));
                return;
            }
        }
        release(hold);
    }

    private static boolean settles(Effect.Commit commit, long call) {
        return commit.writes().stream()
                .anyMatch(write -> write instanceof Write.Settled settled && settled.callId() == call);
    }

    /// Results on their way into the store take room without asking: what they were made of is in memory already.
    synchronized void stores(Effect.Commit commit) {
        var hold = new Hold();
        for (var write : commit.writes()) {
            hold.bytes += large(write);
        }
        if (hold.bytes > 0) {
            taken += hold.bytes;
            settling.addLast(new Settling(commit.number(), hold));
        }
    }

    private static long large(Write write) {
        var bytes = switch (write) {
            case Write.Ended ended -> ended.outcome().result();
            case Write.Kept kept -> kept.document();
            default -> NOTHING;
        };
        return bytes.length >= LARGE ? bytes.length : 0;
    }

    synchronized void committed(long number) {
        while (!settling.isEmpty() && settling.getFirst().number() <= number) {
            release(settling.removeFirst().hold());
        }
    }

    private void release(Hold hold) {
        taken -= hold.bytes;
        hold.bytes = 0;
        notifyAll();
    }

    /// Nothing will be committed any more: nobody may wait for it.
    synchronized void unbind() {
        most = Long.MAX_VALUE;
        notifyAll();
    }
}
