package io.longhaul.app.view;

import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many items ended how.
///
/// @param screens whether done items without a row were screened out; elsewhere all done items are `done`
/// @param done of which `passed` have at least one row
public record Endings(boolean screens, long done, long passed, long failed, long skipped, long uncertain) {

    public static Endings of(JobRecord job, JobCounts counts) {
        return new Endings(
                screens(job),
                counts.done(),
                counts.passed(),
                counts.failed(),
                counts.skipped(),
                counts.uncertain());
    }

    /// Whether rows of that job pass or are screened out; those of others are done.
    public static boolean screens(JobRecord job) {
        return job.draft().workflow().equals(Screen.NAME) && !unmatched(job);
    }

    /// How one item ended: `passed`, `screened-out`, `done`, `failed`, `skipped`, `uncertain`, or `pending`.
    ///
    /// @param outcome null if it has not ended
    public static String word(@Nullable Outcome outcome, boolean screens) {
        if (outcome == null) {
            return "pending";
        }
        return !screens || outcome.state() != ItemState.DONE
                ? outcome.state().label()
                : outcome.rows() == 0 ? "screened-out" : "passed";
    }

    /// Whether what the job's command wrote is not matched to its rows: only counts are known.
    static boolean unmatched(JobRecord job) {
        return ScreenSettings.output(job.draft().settings()).whole();
    }

    /// Whether the one run over all rows failed: there is nothing that could be its result, not even an empty one.
    public static boolean nothingToWrite(JobRecord job, JobCounts counts) {
        return unmatched(job) && counts.done() == 0 && counts.failed() + counts.uncertain() > 0;
    }

    public long screenedOut() {
        return done - passed;
    }

    /// `passed 61`, `screened out 149`, `failed 2`; skipped and uncertain only if there are any.
    List<String> words() {
        var words = new ArrayList<String>();
        if (screens) {
            words.add("passed " + passed);
            words.add("screened out " + screenedOut());
        } else {
            words.add("done " + done);
        }
        words.add("failed " + failed);
        if (skipped > 0) {
            words.add("skipped " + skipped);
        }
        if (uncertain > 0) {
            words.add("uncertain " + uncertain);
        }
        return words;
    }
}
