package io.longhaul.lab.kill;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.StoreView;
import java.util.function.Predicate;

/// How the rows of the job ended.
///
/// @param done with the right result
/// @param wrong done with another result
/// @param struck failed because they were running at three kills in a row, as the engine promises
/// @param failed for any other reason, or skipped or uncertain
record Outcomes(long done, long wrong, long struck, long failed) {

    private static final int PAGE = 1_000;

    long ended() {
        return done + wrong + struck + failed;
    }

    /// @param right whether a done item has the result it should have
    static Outcomes of(StoreView view, Predicate<EndedItem> right) {
        long job = Ledger.job(view);
        long done = 0;
        long wrong = 0;
        long struck = 0;
        long failed = 0;
        var page = view.ended(job, ItemFilter.all(), 0, PAGE);
        while (!page.isEmpty()) {
            for (var ended : page) {
                var outcome = ended.outcome();
                if (outcome.state() == ItemState.DONE) {
                    boolean asItShould = right.test(ended);
                    done += asItShould ? 1 : 0;
                    wrong += asItShould ? 0 : 1;
                } else if (outcome.errorClass() == ErrorClass.RESOURCE) {
                    struck++;
                } else {
                    failed++;
                }
            }
            page = view.ended(job, ItemFilter.all(), page.getLast().item().position() + 1, PAGE);
        }
        return new Outcomes(done, wrong, struck, failed);
    }
}
