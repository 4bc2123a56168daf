package io.longhaul.app.view;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.FillCacheRow;
import java.util.ArrayList;
import java.util.List;

/// Done items whose result has gaps, with the first of them as examples: nothing that is missing is passed over.
///
/// @param examples as `AAPL: 2020: no shares outstanding`
public record Incomplete(long items, List<String> examples) {

    public static final Incomplete NONE = new Incomplete(0, List.of());

    private static final int EXAMPLES = 3;
    private static final int PAGE = 500;

    public Incomplete {
        examples = List.copyOf(examples);
    }

    /// Reads all results of the job, if they are of a workflow that says what it lacks.
    public static Incomplete of(StoreView store, JobRecord job) {
        if (!job.draft().workflow().equals(FillCache.NAME)) {
            return NONE;
        }
        long items = 0;
        var examples = new ArrayList<String>();
        var page = page(store, job, 0);
        while (!page.isEmpty()) {
            for (var ended : page) {
                var gaps = gaps(job, ended.outcome());
                if (!gaps.isEmpty() && items++ < EXAMPLES) {
                    examples.add(FailedClass.name(ended.item()) + ": " + gaps);
                }
            }
            page = page(store, job, page.getLast().item().position() + 1);
        }
        return new Incomplete(items, examples);
    }

    /// What a done item lacks; empty if nothing, or if nobody says so.
    static String gaps(JobRecord job, Outcome outcome) {
        return outcome.state() == ItemState.DONE && job.draft().workflow().equals(FillCache.NAME)
                ? FillCacheRow.gapText(ResultCodec.decode(outcome.result()))
                : "";
    }

    private static List<EndedItem> page(StoreView store, JobRecord job, long from) {
        return store.ended(job.id(), ItemFilter.in(ItemState.DONE), from, PAGE);
    }
}
