package io.longhaul.app.mirror;

import io.longhaul.app.mirror.MirrorMemory.Mark;
import io.longhaul.engine.run.Defects;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.mirror.Batch;
import io.longhaul.mirror.RedisAway;
import io.longhaul.store.sqlite.SqliteStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes to Redis what the store holds, on a thread and with connections of its own, so that nobody waits for it. It
/// reads one thing there, a marker of its own; when that is not as this process left it, or after any failure,
/// everything is written again. What others wrote there and the store does not know stays.
///
/// Changes are gathered for so long that with reading and sending Redis is a second behind at most, or whatever
/// `redis.every` says.
final class StoreMirror implements Mirror {

    private static final long AWAY = 1_000_000_000L;
    /// How often the marker is looked at, at most, while there is something to write; each look is a command.
    private static final long LOOKING = 5_000_000_000L;
    /// How often while there is not.
    private static final long IDLE = 60_000_000_000L;
    /// What an end may take for what is left of everything; changes come before it.
    private static final long ENDING = 3_000_000_000L;
    private static final Duration END = Duration.ofSeconds(7);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final String AGAIN = "Nothing else depends on it; the next run writes everything again.";

    /// @param every how far Redis may be behind
    /// @param watching whether Redis is looked after also while nothing changes
    /// @param meanwhile hears that Redis is away or back
    /// @param atEnd hears what could not be written
    record Manner(Duration every, boolean watching, Consumer<String> meanwhile, Consumer<String> atEnd) {}

    private final StoreView store;
    private final MirrorMemory memory;
    private final Link link;
    private final Manner manner;
    private final Documents documents;
    private final Changes changes;
    private final Thread thread;
    private final String marker;
    private final Optional<Mark> left;
    private final String token;
    private final Richer richer = new Richer();
    private final Defects defects = new Defects();

    // The thread's own.
    private Everything rest = Everything.DONE;
    private boolean marked;
    private boolean everMarked;
    private long looked;
    /// Whether something was written since.
    private boolean unsure;
    private @Nullable String away;
    private long until = Long.MAX_VALUE;

    private StoreMirror(StoreView store, MirrorMemory memory, Link link, Manner manner) {
        this.store = store;
        this.memory = memory;
        this.link = link;
        this.manner = manner;
        this.documents = new Documents(store);
        this.changes = new Changes(memory.clocks().nanos());
        this.marker = memory.marker();
        this.left = memory.take();
        this.token = memory.token();
        this.thread = Thread.ofPlatform().daemon().name("longhaul-mirror").unstarted(this::run);
    }

    /// @param view of the same store, for this mirror alone
    static Mirror start(SqliteStore store, StoreView view, MirrorMemory memory, Link link, Manner manner) {
        var mirror = new StoreMirror(view, memory, link, manner);
        store.listen(mirror.changes::heard);
        mirror.thread.start();
        return mirror;
    }

    @Override
    public void added(JobRecord job) {
        changes.heard(job.id());
    }

    @Override
    public void close() {
        changes.end();
        link.hurry();
        try {
            if (!thread.join(END)) {
                thread.interrupt();
                thread.join(STOP);
            }
        } catch (InterruptedException stopped) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (store; link) {
            boolean first = manner.watching();
            while (first || behind() || changes.await(patience())) {
                first = false;
                long began = nanos();
                boolean written = tryToWrite(manner.watching() && !changes.any() && rest.done());
                if (!changes.pause(written ? gathering(nanos() - began) : AWAY)) {
                    break;
                }
            }
            end();
        } catch (InterruptedException stopped) {
            manner.atEnd().accept("Redis took too long; what changed last is not in it. " + AGAIN);
        } catch (RuntimeException defect) {
            manner.atEnd().accept("The mirror in Redis stopped: " + defect + ". " + AGAIN);
        }
    }

    private long patience() {
        return !manner.watching() ? Long.MAX_VALUE : unsure ? LOOKING : IDLE;
    }

    /// What changes just after a look into the store waits this long and then as long as reading and sending take.
    private long gathering(long took) {
        long every = manner.every().toNanos();
        return Math.max(every / 10 * 9 - 2 * took, every / 4);
    }

    private boolean behind() {
        return away != null || !rest.done();
    }

    private long nanos() {
        return memory.clocks().nanos().getAsLong();
    }

    private boolean tryToWrite(boolean look) throws InterruptedException {
        try {
            write(look);
            return true;
        } catch (RedisAway failed) {
            lost(String.valueOf(failed.getMessage()));
            return false;
        } catch (RuntimeException | Error defect) {
            // the thread goes on: what could not be written now is written again with everything else
            defects.add("the mirror in Redis", defect);
            lost(defect.toString());
            return false;
        }
    }

    private void lost(String because) {
        changes.forget();
        rest = Everything.FROM_THE_START;
        marked = false;
        everMarked = true; // what the last owner left does not count any more
        if (away == null) {
            manner.meanwhile().accept("Redis does not take what changed: " + because
                    + ". Nothing else depends on it; everything is written again when it is back.");
        }
        away = because;
    }

    @Override
    public long defects() {
        return defects.count();
    }

    /// What changed, and page by page what is left of everything.
    ///
    /// @param look whether the marker is looked at first
    private void write(boolean look) throws RedisAway, InterruptedException {
        if (look || away != null) {
            looked = nanos() - LOOKING;
            send(Batch.NOTHING);
        }
        boolean more = true;
        while (more) {
            var now = memory.clocks().wall().instant();
            var taken = changes.take();
            if (taken.incomplete()) {
                rest = Everything.FROM_THE_START;
            }
            var changed = documents.of(taken.names(), now);
            if (!changed.isEmpty()) {
                send(changed);
            }
            var page = rest.next(store, now);
            var batch = documents.of(page.names(), now);
            if (batch.isEmpty() || send(batch)) {
                rest = page.rest();
            }
            more = taken.more() || !rest.done() && nanos() < until;
        }
    }

    /// @return false if Redis had lost what it should hold, so that all is to be written from the start
    private boolean send(Batch batch) throws RedisAway, InterruptedException {
        unsure = !batch.isEmpty();
        if (marked && nanos() - looked < LOOKING) {
            richer.note(link.write(batch));
            return true;
        }
        var written = link.write(marker, marked ? batch : batch.after(marker, token));
        var found = written.marker();
        richer.note(written);
        looked = nanos();
        if (away != null) {
            away = null;
            manner.meanwhile().accept("Redis is back; everything is written again.");
        }
        if (marked && !found.equals(Optional.of(token))) {
            marked = false;
            rest = Everything.FROM_THE_START;
            manner.meanwhile().accept("Redis lost what it had; everything is written again.");
            return false;
        }
        if (!everMarked) {
            rest = left.filter(mark -> found.equals(Optional.of(mark.token())))
                    .map(mark -> Everything.at(mark.place()))
                    .orElse(Everything.FROM_THE_START);
        }
        marked = true;
        everMarked = true;
        return true;
    }

    private void end() throws InterruptedException {
        until = nanos() + ENDING;
        boolean written = tryToWrite(everMarked);
        if (!everMarked) {
            left.ifPresent(memory::leave); // nothing was to be written
        } else if (written && marked) {
            leaveMark();
        }
        richer.tell(manner.atEnd());
        if (away != null) {
            manner.atEnd().accept("Redis was away (" + away + "): what changed is not in it. " + AGAIN);
        }
    }

    /// A new one: an older copy of Redis' data, put back later, does not bear it.
    private void leaveMark() throws InterruptedException {
        var last = memory.token();
        try {
            var found = link.write(marker, Batch.of(marker, last)).marker();
            if (found.equals(Optional.of(token))) {
                memory.leave(new Mark(last, rest.place()));
            }
        } catch (RedisAway failed) {
            away = failed.getMessage();
        }
    }
}
