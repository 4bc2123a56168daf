package io.longhaul.app.view;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.List;

/// Ended rows that are to run again.
///
/// @param rows how many will
/// @param refused how many the filter takes besides, that would only be refused again: the list has to be corrected
public record RetryChoice(ItemFilter filter, long rows, long refused) {

    private static final int PAGE = 5_000;

    /// All that failed, those of a class, or the uncertain ones.
    public static RetryChoice of(StoreView store, JobRecord job, ItemFilter filter) {
        var counts = store.counts(job.id());
        if (filter.states().contains(ItemState.UNCERTAIN)) {
            return new RetryChoice(filter, counts.uncertain(), 0);
        }
        var errorClass = filter.errorClass();
        long all = errorClass == null ? counts.failed() : counts.failedByClass().getOrDefault(errorClass, 0L);
        long refused = errorClass == null || errorClass == ErrorClass.VALIDATION ? refused(store, job) : 0;
        return new RetryChoice(filter, all - refused, refused);
    }

    private static long refused(StoreView store, JobRecord job) {
        var filter = ItemFilter.failed(ErrorClass.VALIDATION);
        long refused = 0;
        long from = 0;
        List<EndedItem> page;
        do {
            page = store.ended(job.id(), filter, from, PAGE);
            refused += page.stream().filter(each -> each.outcome().inputRefused()).count();
            from = page.isEmpty() ? from : page.getLast().item().position() + 1;
        } while (page.size() == PAGE);
        return refused;
    }

    /// One row, which must have ended without a result.
    ///
    /// @throws CommandException exit 5 otherwise
    public static RetryChoice one(StoreView store, JobRecord job, StoredItem item) {
        var shown = Text.visible(FailedClass.name(item));
        var outcome = store.outcome(job.id(), item.position());
        if (outcome.isEmpty()) {
            throw new CommandException(Exit.CONFLICT, shown + " has not ended yet; it runs with the rest");
        }
        if (outcome.get().state() == ItemState.DONE) {
            throw new CommandException(Exit.CONFLICT, shown + " is done; a stored answer is not bought again");
        }
        return new RetryChoice(ItemFilter.at(item.position()), 1, 0);
    }
}
