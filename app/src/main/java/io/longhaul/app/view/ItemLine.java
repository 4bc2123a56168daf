package io.longhaul.app.view;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An item as a line of a list.
///
/// @param outcome null if it has not ended
/// @param screens whether rows of its job pass or are screened out
public record ItemLine(StoredItem item, @Nullable Outcome outcome, boolean screens) {

    private static final long BYTES = 1 << 20;

    /// One that has not ended.
    public static ItemLine pending(StoredItem item) {
        return new ItemLine(item, null, false);
    }

    public static ItemLine of(JobRecord job, EndedItem ended) {
        return of(job, ended.item(), shown(job, ended.outcome()));
    }

    private static ItemLine of(JobRecord job, StoredItem item, @Nullable Outcome outcome) {
        return new ItemLine(item, outcome, Endings.screens(job));
    }

    /// Items of any state, from a position on, in order.
    public static List<ItemLine> page(StoreView store, JobRecord job, long from, int limit) {
        var items = store.items(job.id(), from, limit);
        if (items.isEmpty()) {
            return List.of();
        }
        long last = items.getLast().position();
        var outcomes = new HashMap<Long, Outcome>();
        for (long next = from; next <= last;) {
            var ended = store.ended(job.id(), ItemFilter.all(), next, limit, BYTES);
            if (ended.isEmpty()) {
                break;
            }
            ended.forEach(each -> outcomes.put(each.item().position(), shown(job, each.outcome())));
            next = ended.getLast().item().position() + 1;
        }
        var lines = new ArrayList<ItemLine>();
        items.forEach(item -> lines.add(of(job, item, outcomes.get(item.position()))));
        return lines;
    }

    /// Results may be large, and a line shows none; but what a done one lacks is said.
    private static Outcome shown(JobRecord job, Outcome it) {
        var gaps = Incomplete.gaps(job, it);
        return new Outcome(
                it.state(), it.errorClass(), gaps.isEmpty() ? it.reason() : gaps, it.rows(), new byte[0], it.calls(),
                it.reused(),
                it.attempts(),
                it.costNanos(), it.endedAt());
    }

    /// See [Endings#word].
    public String ending() {
        return Endings.word(outcome, screens);
    }

    public ObjectNode document() {
        var node = Json.object()
                .put("row", item.rowNumber())
                .put("key", item.key())
                .put("occurrence", item.occurrence())
                .put("state", outcome == null ? "pending" : outcome.state().label())
                .put("ending", ending());
        var errorClass = outcome == null ? null : outcome.errorClass();
        return node.put("class", errorClass == null ? null : errorClass.label())
                .put("reason", outcome == null || outcome.reason().isEmpty() ? null : outcome.reason())
                .put("attempts", outcome == null ? 0 : outcome.attempts())
                .put("calls", outcome == null ? 0 : outcome.calls())
                .put("cost", Money.json(outcome == null ? 0 : outcome.costNanos()));
    }
}
