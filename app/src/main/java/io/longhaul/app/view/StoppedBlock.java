package io.longhaul.app.view;

import io.longhaul.app.Sources;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How far a job came that did not finish, and how it goes on.
///
/// @param output where results will go, as shown; empty for nowhere
/// @param asked whether a signal stopped it, so that the reason is known
public record StoppedBlock(JobFacts facts, String output, boolean asked) {

    public List<String> lines(int width) {
        var job = facts.job();
        var handle = job.handle();
        var lines = new ArrayList<String>();
        var later = output.isEmpty() || output.equals("-") ? "." : "; " + Text.visible(output) + " not written yet.";
        lines.add(head() + facts.counts().ended() + " of " + Text.count(job.total(), "row") + " stored" + later);
        if (!asked && !job.because().isEmpty()) {
            lines.addAll(new Labelled(width).add("Reason", job.because()).lines());
        }
        if (job.state() != JobState.CANCELLED) {
            if (job.reason() == PauseReason.NEEDS_HUMAN && facts.counts().failed() + facts.counts().uncertain() > 0) {
                lines.add("Look     longhaul items " + handle + " --failed");
                lines.add("Then     longhaul retry " + handle + "   (failed rows again, and the rest)");
            }
            refusedKey().ifPresent(lines::add);
            lines.add("Resume   " + facts.resume() + onlyWrites());
        }
        if (facts.counts().ended() > 0 && !Endings.nothingToWrite(job, facts.counts())) {
            lines.add("So far   longhaul export " + handle + " -o so-far.csv");
        }
        return lines;
    }

    /// Every row ended before the stop was heard: what is left to do is small, and costs nothing.
    private String onlyWrites() {
        boolean file = !output.isEmpty() && !output.equals("-");
        return file && facts.counts().ended() == facts.job().total()
                && !Endings.nothingToWrite(facts.job(), facts.counts())
                        ? "   (writes " + Text.visible(output) + ", runs nothing again)"
                        : "";
    }

    /// An upstream that takes keys refused ours.
    private Optional<String> refusedKey() {
        return Sources.PROVIDERS.stream()
                .filter(each -> each.keyed() && facts.job().because().startsWith(each.name() + "."))
                .map(each -> "Mend     sources." + each.name() + ".keys, then resume   (longhaul config show)")
                .findFirst();
    }

    private String head() {
        var job = facts.job();
        var reason = job.reason();
        if (job.state() == JobState.CANCELLED) {
            return "Cancelled: ";
        }
        if (job.state() == JobState.FAILED) {
            return "Failed: ";
        }
        if (reason == null) {
            return "Stopped, storing failed: "; // not even the pause could be stored
        }
        return switch (reason) {
            case USER, INTERRUPTED -> "Stopped: ";
            case BUDGET -> "Paused, the budget is used up: ";
            case NEEDS_HUMAN -> "Paused, it needs you: ";
            case DISK -> "Paused, storing failed: ";
        };
    }
}
