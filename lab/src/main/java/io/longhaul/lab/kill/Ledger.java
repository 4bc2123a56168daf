package io.longhaul.lab.kill;

import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What a store says of the lab's one job, read from beside.
final class Ledger {

    private static final int PAGE = 5_000;

    private Ledger() {}

    static long job(StoreView view) {
        return view.job("latest").orElseThrow().id();
    }

    /// The questions whose answer is stored.
    static Set<String> answered(StoreView view, Function<StoredCall, String> question) {
        long job = job(view);
        var answered = new HashSet<String>();
        List<StoredCall> page = view.callsOfJob(job, 0, PAGE);
        while (!page.isEmpty()) {
            for (var call : page) {
                if (call.state().answers()) {
                    answered.add(question.apply(call));
                }
            }
            page = view.callsOfJob(job, page.getLast().id() + 1, PAGE);
        }
        return answered;
    }

    /// The id after the newest call.
    static long next(StoreView view, long from) {
        long job = job(view);
        long next = from;
        var page = view.callsOfJob(job, from, PAGE);
        while (!page.isEmpty()) {
            next = page.getLast().id() + 1;
            page = view.callsOfJob(job, next, PAGE);
        }
        return next;
    }

    /// Whether a call from that id on was answered and committed.
    static boolean committedSince(StoreView view, long from) {
        return view.callsOfJob(job(view), from, PAGE).stream()
                .anyMatch(call -> call.state().answers());
    }
}
