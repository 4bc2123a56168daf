package io.longhaul.app.api;

import io.longhaul.engine.event.JobEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What was read from the store a moment ago, by the name it was asked for: however many ask, it is read at most four
/// times a second, and anew once a job has changed its state, so that who heard of that is told no older one.
public final class Recent<V> {

    private static final long FRESH_NANOS = 250_000_000L;
    private static final int MOST = 2_000;

    private final LongSupplier nanos;
    private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();
    /// Counts what made everything old: a reading under way may not have seen it.
    private final AtomicLong changes = new AtomicLong();

    private record Entry<V>(V value, long nanos, long changes) {}

    Recent(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Hears what happens to the service's jobs until it ends.
    public static <V> Recent<V> of(Service service) {
        var recent = new Recent<V>(service.clocks().nanos());
        Consumer<JobEvent> ear = recent::heard;
        service.session().listen(ear);
        service.closing().add(() -> service.session().unlisten(ear));
        return recent;
    }

    void heard(JobEvent event) {
        if (event instanceof JobEvent.StateChanged) {
            forget();
        }
    }

    /// One reads, others who ask for the same wait for what it finds.
    public V get(String name, Supplier<V> read) {
        var known = entries.get(name);
        if (known != null && fresh(known)) {
            return known.value;
        }
        if (entries.size() > MOST) {
            entries.clear();
        }
        return entries.compute(name, (any, before) -> before != null && fresh(before) ? before : read(read)).value;
    }

    private Entry<V> read(Supplier<V> read) {
        long now = nanos.getAsLong();
        long seen = changes.get();
        return new Entry<>(read.get(), now, seen);
    }

    private boolean fresh(Entry<V> entry) {
        return entry.changes == changes.get() && nanos.getAsLong() - entry.nanos < FRESH_NANOS;
    }

    int size() {
        return entries.size();
    }

    /// After a change, so that whoever made it sees it.
    public void forget() {
        changes.incrementAndGet();
    }
}
