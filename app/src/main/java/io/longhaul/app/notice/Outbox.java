package io.longhaul.app.notice;

import io.longhaul.app.notice.Delivery.State;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Notices as the store keeps them: those to be sent, and a log of those that are not any more. A notice moves from one
/// shelf to the other in one transaction.
final class Outbox {

    private static final String WAITING = "notices";
    private static final String LOG = "notices.log";
    /// What was told of a job last.
    private static final String TOLD = "notices.told";
    /// Targets that want no more, by digest.
    private static final String STOPPED = "notices.stopped";

    private static final int PAGE = 1_000;
    /// Notices of a job that its log holds.
    private static final int LOGGED = 50;

    private final Store store;

    Outbox(Store store) {
        this.store = store;
    }

    /// What was told of a job last: its state then, empty if it went on since; and how many notices it had.
    record Told(int number, String state) {}

    Told told(long job) {
        return told(store, job);
    }

    static Told told(StoreView store, long job) {
        var kept = store.kept(TOLD, Long.toString(job));
        if (kept.isEmpty()) {
            return new Told(0, "");
        }
        var parts = new String(kept.get(), StandardCharsets.UTF_8).split(" ", 2);
        return new Told(Integer.parseInt(parts[0]), parts[1]);
    }

    /// The job goes on: what happens next is told even if it is the same again.
    void goesOn(long job, Told told, Instant at) {
        if (!told.state.isEmpty()) {
            store.commit(List.of(told(job, new Told(told.number, ""), at)));
        }
    }

    private static Write told(long job, Told told, Instant at) {
        return keep(TOLD, Long.toString(job), told.number + " " + told.state, at);
    }

    private static Write keep(String shelf, String key, String text, Instant at) {
        return new Write.Kept(shelf, key, text.getBytes(StandardCharsets.UTF_8), at);
    }

    private static Write drop(String shelf, String key, Instant at) {
        return new Write.Kept(shelf, key, new byte[0], at);
    }

    /// A notice with all its deliveries.
    void add(long job, Told told, List<Delivery> deliveries, Instant at) {
        var writes = new ArrayList<Write>();
        writes.add(told(job, told, at));
        deliveries.forEach(each -> writes.add(new Write.Kept(WAITING, each.key(), each.bytes(), at)));
        store.commit(writes);
    }

    /// After an attempt.
    void save(Delivery delivery, Instant at) {
        var key = delivery.key();
        if (delivery.state() == State.WAITING) {
            store.commit(List.of(new Write.Kept(WAITING, key, delivery.bytes(), at)));
            return;
        }
        var notice = delivery.notice();
        var writes = new ArrayList<>(List.of(
                drop(WAITING, key, at), new Write.Kept(LOG, key, delivery.bytes(), at)));
        if (notice.number() > LOGGED) {
            writes.add(drop(LOG, Delivery.key(notice.job(), notice.number() - LOGGED, delivery.index()), at));
        }
        if (delivery.state() == State.STOPPED && delivery.target() instanceof Target.Web && !wantsNone(delivery)) {
            writes.add(keep(STOPPED, digest(delivery.target()), at.toString(), at));
        }
        store.commit(writes);
    }

    private static String digest(Target target) {
        return Digest.of(target.text()).toString();
    }

    /// Whether the target said that it wants no more since the job was made; a later job was given it anew.
    boolean wantsNone(Delivery delivery) {
        return store.kept(STOPPED, digest(delivery.target()))
                .map(bytes -> Instant.parse(new String(bytes, StandardCharsets.UTF_8)))
                .filter(said -> !said.isBefore(delivery.notice().jobMade()))
                .isPresent();
    }

    /// Still to be sent, of all jobs.
    List<Delivery> waiting() {
        return read(store, WAITING, "");
    }

    /// All of a job that are known, oldest first.
    static List<Delivery> of(StoreView store, long job) {
        var all = new ArrayList<>(read(store, LOG, Delivery.prefix(job)));
        all.addAll(read(store, WAITING, Delivery.prefix(job)));
        all.sort(java.util.Comparator.comparing(Delivery::key));
        return all;
    }

    private static List<Delivery> read(StoreView store, String shelf, String prefix) {
        var found = new ArrayList<Delivery>();
        for (var keys = store.keptKeys(shelf, prefix, PAGE); !keys.isEmpty(); keys =
                store.keptKeys(shelf, keys.getLast(), PAGE)) {
            for (var key : keys) {
                if (!key.startsWith(prefix)) {
                    return found;
                }
                store.kept(shelf, key).ifPresent(bytes -> found.add(Delivery.read(bytes)));
            }
        }
        return found;
    }
}
