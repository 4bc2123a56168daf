package io.longhaul.app.view;

import io.longhaul.engine.Limits;
import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.plan.Plan;
import io.longhaul.engine.store.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Why nothing of a job runs now, when it wakes, when it ends, and what would end it sooner.
///
/// @param rest the plan of what is left, from now; null where the workflow cannot be planned
public record ExplainBlock(JobFacts facts, @Nullable Plan rest) {

    private static final List<Integer> MORE_OWNERS = List.of(1, 2, 5, 10);
    private static final double NOTABLE = 0.05;

    /// A what-if: how much earlier the limits would allow the end.
    public record Sooner(int owners, Duration by) {}

    public List<String> lines(Times times, int width) {
        var lines = new Labelled(width);
        now(times, lines);
        wakes(times, lines);
        ends(times, lines);
        late(lines);
        cost(lines);
        var sooner = sooner();
        if (sooner != null) {
            lines.add("Sooner", Text.count(sooner.owners, "more owner") + ": " + Durations.text(sooner.by));
        }
        endings(lines);
        return lines.lines();
    }

    private void now(Times times, Labelled lines) {
        var job = facts.job();
        var state = facts.state();
        var label = state.label();
        var word = label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
        switch (state) {
            case RUNNING -> lines.add(word, running());
            case WAITING -> lines.add(word, !facts.starts().isEmpty()
                    ? StatusTable.why(facts, times)
                    : facts.because().isEmpty() ? "nothing can run now" : facts.because());
            case PENDING -> lines.add(word, "not started").add("Start", facts.resume());
            case PAUSED -> lines.add(word, pause()).add("Resume", facts.resume());
            case FAILED -> lines.add("Stopped", facts.because());
            case COMPLETED, CANCELLED -> {
                var finished = job.finishedAt();
                lines.add(state == JobState.COMPLETED ? "Finished" : "Stopped", (finished == null
                        ? label
                        : times.when(finished) + " after " + Durations.text(facts.elapsed()))
                        + (state == JobState.CANCELLED ? "; cancelled" : ""));
            }
        }
    }

    private String running() {
        var pulse = facts.pulse();
        var text = Text.count(facts.running(), "row") + " in work, " + Text.count(pulse.openCalls(), "call") + " open";
        return pulse.current().isEmpty() ? text : text + ": " + String.join(" ", pulse.current());
    }

    private String pause() {
        var because = facts.because();
        var text = because.startsWith("paused: ") ? because.substring("paused: ".length()) : because;
        return facts.interrupted() ? text + ": the process that ran it has ended" : text;
    }

    private void wakes(Times times, Labelled lines) {
        var until = facts.job().until();
        if (facts.state() != JobState.WAITING || until == null) {
            return;
        }
        if (!until.isAfter(facts.now())) {
            lines.add("Wakes", "any moment now");
            return;
        }
        lines.add("Wakes", times.full(until) + ", by itself if this computer is awake");
        var reset = reset(until);
        if (!reset.isEmpty()) {
            lines.add("", "(" + reset + ")");
        }
    }

    /// `Los Angeles midnight + 5 min` if the instant is the reset of one of the job's quotas.
    private String reset(Instant until) {
        for (var limits : limits()) {
            for (var quota : limits.quotas()) {
                var local = until.minus(quota.buffer()).atZone(quota.zone()).toLocalTime();
                if (local.equals(LocalTime.MIDNIGHT)) {
                    return Times.city(quota.zone()) + " midnight"
                            + (quota.buffer().isZero() ? "" : " + " + Durations.text(quota.buffer()));
                }
            }
        }
        return "";
    }

    private List<Limits> limits() {
        return rest == null
                ? List.of()
                : rest.request().outline().demands().stream()
                        .map(each -> each.source().spec().limits())
                        .toList();
    }

    private void ends(Times times, Labelled lines) {
        if (!facts.active()) {
            return;
        }
        var bound = facts.bound();
        var ends = facts.ends();
        if (ends == null) {
            lines.add("Ends", "not known yet" + facts.limitsAllow(times, null));
            return;
        }
        lines.add("Ends", times.full(ends)
                + (bound == null ? "; limits not declared" : facts.limitsAllow(times, ends)));
    }

    private void late(Labelled lines) {
        long total = facts.lateMillis();
        if (facts.bound() == null || Math.abs(total) < 1_000) {
            return;
        }
        boolean minutes = Math.abs(total) >= 60_000 && Math.abs(total) < 3_600_000;
        var causes = new ArrayList<String>();
        for (var cause : Cause.values()) {
            Long millis = facts.pulse().late().get(cause.label());
            long rounded = Math.round((millis == null ? 0 : millis) / (minutes ? 60_000.0 : 1_000.0));
            if (millis != null && rounded != 0) {
                causes.add(word(cause) + " "
                        + (minutes ? String.valueOf(rounded) : Durations.text(Duration.ofSeconds(rounded))));
            }
        }
        var sum = minutes ? Math.round(total / 60_000.0) + " min" : Durations.text(Duration.ofMillis(total));
        lines.add("Late", sum + (causes.isEmpty() ? "" : ": " + String.join(", ", causes)));
    }

    /// As people say it; JSON has the label.
    static String word(Cause cause) {
        return switch (cause) {
            case DOWN -> "asleep";
            case PAUSED, BREAKER, BACK_OFF, OTHER_JOBS, UNKNOWN_FATES, NO_RUNNABLE_ITEM, WRITER, LATENCY, LESS_WORK ->
                cause.label().replace('-', ' ');
        };
    }

    private void cost(Labelled lines) {
        var counts = facts.counts();
        var budget = facts.job().options().budget();
        lines.add("Cost",
                Money.text(counts.costNanos()) + " settled, " + Money.text(counts.reservedNanos()) + " reserved"
                        + (budget == null ? "" : ", of " + Money.text(budget)));
    }

    /// The fewest owners more that are worth a word; null if none are, or nothing is bounded.
    public @Nullable Sooner sooner() {
        if (rest == null || rest.bound() == null || !facts.active() || !takesOwners(rest)) {
            return null;
        }
        var left = Duration.between(facts.now(), rest.bound());
        for (int owners : MORE_OWNERS) {
            var by = rest.sooner(owners).orElse(Duration.ZERO);
            if (by.toMillis() > NOTABLE * left.toMillis() && by.toSeconds() >= 60) {
                return new Sooner(owners, by);
            }
        }
        return null;
    }

    /// A wrapped command's limits are its own, whoever runs it.
    private static boolean takesOwners(Plan rest) {
        return rest.request().outline().demands().stream()
                .anyMatch(each -> !each.source().spec().limits().gate().startsWith("exec:"));
    }

    private void endings(Labelled lines) {
        var counts = facts.counts();
        var items = ": longhaul items " + facts.job().handle();
        if (counts.failed() > 0) {
            lines.add("Failed", counts.failed() + items + " --failed");
        }
        if (counts.uncertain() > 0) {
            lines.add("Uncertain", counts.uncertain() + items + " --uncertain");
        }
    }

    /// The same facts for programs.
    public ObjectNode document() {
        var job = facts.job();
        var reason = facts.reason();
        var document = Json.document()
                .put("jobId", job.handle())
                .put("status", facts.state().label())
                .put("reason", reason == null ? null : reason.label())
                .put("because", facts.because().isEmpty() ? null : facts.because())
                .put("wakesAt", Times.rfc3339(facts.wakes()))
                .put("boundAt", Times.rfc3339(facts.bound()));
        document.put("expectedAt", Times.rfc3339(facts.ends()));
        var late = document.putObject("late");
        for (var cause : Cause.values()) {
            Long millis = facts.pulse().late().get(cause.label());
            late.put(cause.label(), Json.number((millis == null ? 0 : millis) / 1e3, 3));
        }
        document.putObject("cost")
                .put("currency", "USD")
                .put("settled", Money.json(facts.counts().costNanos()))
                .put("reserved", Money.json(facts.counts().reservedNanos()));
        var sooner = sooner();
        document.set("sooner", sooner == null
                ? null
                : Json.object().put("owners", sooner.owners).put("seconds", sooner.by.toSeconds()));
        return document.put("failed", facts.counts().failed()).put("uncertain", facts.counts().uncertain());
    }
}
