package io.longhaul.app.view;

import io.longhaul.engine.store.JobState;
import java.util.ArrayList;
import java.util.List;

/// One job in full, for people.
public record StatusBlock(JobFacts facts) {

    public List<String> lines(Times times, int width) {
        var lines = new ArrayList<String>();
        lines.add(Text.fit(head(), width));
        lines.addAll(ProgressLine.of(facts, times).block(times, width));
        var labelled = new Labelled(width);
        var job = facts.job();
        var started = job.startedAt();
        if (started != null) {
            labelled.add("Started", times.when(started) + owner());
        }
        var why = StatusTable.why(facts, times);
        if (!why.isEmpty() && facts.state() != JobState.WAITING) {
            labelled.add("State", why);
        }
        time(times, labelled);
        money(labelled);
        for (var failed : facts.failures()) {
            labelled.add("Failed", failed.items() + " " + failed.errorClass().label() + ": "
                    + String.join(", ", failed.examples()) + ": " + failed.reason());
        }
        if (facts.counts().reused() > 0) {
            labelled.add("Reused", facts.counts().reused() + " of the done rows were answered from the store");
        }
        lines.addAll(labelled.lines());
        lines.removeIf(String::isBlank);
        return lines;
    }

    private String head() {
        var draft = facts.job().draft();
        var name = draft.name().isEmpty() ? "" : " \"" + Text.visible(draft.name()) + "\"";
        var where = draft.output().isEmpty() ? "" : " to " + Text.visible(draft.output());
        return facts.job().handle() + name + "  " + facts.state().label() + "  " + Text.visible(draft.input()) + where;
    }

    private String owner() {
        var pid = facts.ownerPid();
        return facts.active() && pid != null ? ", runs in process " + pid : "";
    }

    private void time(Times times, Labelled lines) {
        var finished = facts.job().finishedAt();
        if (finished != null) {
            lines.add("Finished", times.when(finished) + " after " + Durations.text(facts.elapsed()));
            return;
        }
        var bound = facts.bound();
        var ends = facts.ends();
        if (bound != null && facts.active()) {
            lines.add("Ends", (ends == null ? "not known yet" : times.full(ends)) + facts.limitsAllow(times, ends));
        }
    }

    private void money(Labelled lines) {
        var counts = facts.counts();
        var budget = facts.job().options().budget();
        if (counts.costNanos() != 0 || counts.reservedNanos() != 0 || budget != null) {
            lines.add("Cost", Money.text(counts.costNanos()) + " settled, " + Money.text(counts.reservedNanos())
                    + " reserved, " + Money.text(StatusDocument.projected(facts)) + " projected"
                    + (budget == null ? "" : ", of " + Money.text(budget)));
        }
    }
}
