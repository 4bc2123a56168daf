package io.longhaul.app.view;

import io.longhaul.engine.store.JobCounts;
import java.util.ArrayList;
import java.util.List;

/// How many items ended how.
///
/// @param screens whether done items without a row were screened out; elsewhere all done items are `done`
/// @param done of which `passed` have at least one row
public record Endings(boolean screens, long done, long passed, long failed, long skipped, long uncertain) {

    public static Endings of(String workflow, JobCounts counts) {
        return new Endings(
                workflow.equals("screen"),
                counts.done(),
                counts.passed(),
                counts.failed(),
                counts.skipped(),
                counts.uncertain());
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
