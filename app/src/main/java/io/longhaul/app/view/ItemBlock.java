package io.longhaul.app.view;

import io.longhaul.app.view.Table.Side;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoreView.Parking;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.StoredItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One item of a job: how it ended or what it waits for, and its calls.
///
/// @param calls oldest first
/// @param errors what the command of the last call wrote to standard error; empty where none did
public record ItemBlock(
        JobRecord job,
        StoredItem item,
        @Nullable Outcome outcome,
        @Nullable Parking parking,
        boolean running,
        List<StoredCall> calls,
        String errors) {

    public ItemBlock {
        calls = List.copyOf(calls);
    }

    /// @param active whether its job runs
    public static ItemBlock read(StoreView store, JobRecord job, StoredItem item, boolean active) {
        var outcome = store.outcome(job.id(), item.position()).orElse(null);
        var calls = store.callsOf(job.id(), item.position());
        return new ItemBlock(
                job,
                item,
                outcome,
                store.parking(job.id(), item.position()).orElse(null),
                active && job.state() == JobState.RUNNING && store.pulse(job.id()).current().contains(item.key()),
                calls,
                outcome == null || outcome.state() != ItemState.DONE ? errors(store, calls) : "");
    }

    /// Of the last call that has any: an attempt that was cut off has none, but earlier ones may.
    private static String errors(StoreView store, List<StoredCall> calls) {
        for (var call : calls.reversed()) {
            var said = store.replyHeaders(call.id()).getOrDefault("stderr", "");
            if (!said.isBlank()) {
                return said;
            }
        }
        return "";
    }

    private ItemState state() {
        if (outcome != null) {
            return outcome.state();
        }
        return running ? ItemState.RUNNING : parking != null ? ItemState.WAITING : ItemState.PENDING;
    }

    public List<String> lines(Times times, int width) {
        var head = new Labelled(width);
        head.add("Item", FailedClass.name(item) + (item.key().isEmpty() ? "" : ", row " + item.rowNumber()) + " of "
                + job.handle());
        head.add("State", sentence(times));
        if (outcome != null && outcome.state() == ItemState.DONE) {
            head.add("Result", outcome.rows() == 0 ? "no rows (screened out)" : Text.count(outcome.rows(), "row"));
        }
        if (outcome != null) {
            head.add("Spent", Text.count(outcome.calls(), "call") + ", " + Money.text(outcome.costNanos())
                    + (outcome.reused() == 0 ? "" : "; " + Text.count(outcome.reused(), "answer") + " from the store")
                    + (item.retriedAt() == null ? "" : "; since it was retried"));
        }
        var retried = item.retriedAt();
        if (retried != null) {
            head.add("Retried", times.when(retried));
        }
        if (item.strikes() > 0) {
            head.add("Strikes", "running at " + Text.count(item.strikes(), "unclean end") + " in a row");
        }
        var lines = new ArrayList<String>(head.lines());
        if (calls.isEmpty()) {
            lines.add("No calls of its own"
                    + (item.occurrence() > 1 ? "; a duplicate row is answered from the first" : ""));
            return lines;
        }
        lines.add("");
        lines.addAll(table(times).lines(width));
        reason(width, lines);
        said(lines);
        return lines;
    }

    private String sentence(Times times) {
        if (outcome == null) {
            return state().label() + (parking == null
                    ? ""
                    : because(parking.because()) + "; " + times.goesOn(parking.until()));
        }
        var errorClass = outcome.errorClass();
        return outcome.state().label() + " " + times.when(outcome.endedAt())
                + (errorClass == null ? "" : ", " + errorClass.label())
                + (outcome.reason().isEmpty() ? "" : ": " + outcome.reason())
                + (outcome.attempts() > 1 ? ", " + outcome.attempts() + " attempts" : "");
    }

    /// One word is the name of a gate.
    private static String because(String because) {
        return (because.contains(" ") ? ": " : " for the limits of ") + JobFacts.plain(because);
    }

    private Table table(Times times) {
        var table = new Table(
                List.of("TIME", "SOURCE", "STEP", "TRY", "STATE", "CLASS", "COST", "TOOK", "KEY"),
                Side.LEFT,
                Side.LEFT,
                Side.LEFT,
                Side.RIGHT,
                Side.LEFT,
                Side.LEFT,
                Side.RIGHT,
                Side.RIGHT,
                Side.LEFT);
        for (var call : calls) {
            var errorClass = call.errorClass();
            var took = took(call);
            table.row(
                    times.brief(call.sentAt()),
                    Text.fit(Text.visible(call.source()), 16),
                    Text.fit(Text.visible(call.step()), 14),
                    String.valueOf(call.attempt()),
                    label(call),
                    errorClass == null ? "" : errorClass.label(),
                    Money.text(call.costNanos()),
                    took == null ? "" : took(took),
                    call.key());
        }
        return table;
    }

    /// What the upstream or the command said last.
    private void reason(int width, List<String> lines) {
        var last = calls.getLast();
        boolean said = outcome != null && outcome.reason().equals(last.reason());
        if (!last.reason().isEmpty() && !said) {
            lines.add("");
            lines.addAll(new Labelled(width).add("Last", last.reason()).lines());
        }
    }

    /// Line by line as it was written; what a terminal would obey is shown instead.
    private void said(List<String> lines) {
        if (!errors.isBlank()) {
            lines.add("");
            lines.add("Standard error");
            errors.stripTrailing().lines().forEach(line -> lines.add("  " + Text.visible(line)));
        }
    }

    private static String label(StoredCall call) {
        return call.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Duration took(StoredCall call) {
        var received = call.receivedAt();
        return received == null ? null : Duration.between(call.sentAt(), received);
    }

    private static String took(Duration length) {
        return length.toMillis() < 1_000
                ? length.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1e3);
    }

    public ObjectNode document() {
        var document = Json.document()
                .put("jobId", job.handle())
                .put("row", item.rowNumber())
                .put("key", item.key())
                .put("occurrence", item.occurrence())
                .put("state", state().label());
        var errorClass = outcome == null ? null : outcome.errorClass();
        document.put("class", errorClass == null ? null : errorClass.label())
                .put("reason", outcome == null || outcome.reason().isEmpty() ? null : outcome.reason())
                .put("attempts", outcome == null ? 0 : outcome.attempts())
                .put("endedAt", outcome == null ? null : Times.rfc3339(outcome.endedAt()))
                .put("waitingUntil", parking == null ? null : Times.rfc3339(parking.until()))
                .put("waitingBecause", parking == null ? null : parking.because())
                .put("retriedAt", Times.rfc3339(item.retriedAt()));
        document.put("standardError", errors.isEmpty() ? null : errors);
        var array = document.putArray("calls");
        for (var call : calls) {
            var failure = call.errorClass();
            var took = took(call);
            array.addObject()
                    .put("id", call.id())
                    .put("sentAt", Times.rfc3339(call.sentAt()))
                    .put("receivedAt", Times.rfc3339(call.receivedAt()))
                    .put("source", call.source())
                    .put("step", call.step())
                    .put("attempt", call.attempt())
                    .put("state", label(call))
                    .put("class", failure == null ? null : failure.label())
                    .put("reason", call.reason().isEmpty() ? null : call.reason())
                    .put("units", call.units())
                    .put("cost", Money.json(call.costNanos()))
                    .put("owner", call.owner())
                    .put("key", call.key())
                    .put("latencyMillis", took == null ? null : took.toMillis());
        }
        return document;
    }
}
