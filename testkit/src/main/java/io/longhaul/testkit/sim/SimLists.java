package io.longhaul.testkit.sim;

import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The lists of a run, and the jobs over them.
record SimLists(long seed, Scenario scenario) {

    /// Of the job that a run is about.
    List<String> main() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < scenario.items(); i++) {
            // every hundredth row says the same as the one before it
            keys.add("K" + (i % 100 == 99 && !scenario.plain() ? i - 1 : i));
        }
        return keys;
    }

    /// Some of the rows of the first, and some of its own; half of these lists have them in the order of the first.
    List<String> beside(Trouble trouble) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            var key = i % 4 == 0 ? "C" + i : "K" + (trouble.abreast() ? i : trouble.whim(scenario.items()));
            if (SimWorkflow.neverRefused(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    JobRecord submit(Store store, Instant now, String name, List<String> keys, RunOptions options) {
        var draft = new JobDraft(
                name, "simulated", 1, Map.of(), "", "seed " + seed, "", List.of("key"), 10, 50, now, false, options);
        try (var loader = store.load(draft)) {
            var piece = new ArrayList<DraftItem>();
            for (int i = 0; i < keys.size(); i++) {
                piece.add(new DraftItem(i + 2L, keys.get(i), List.of(keys.get(i)), null));
            }
            loader.add(piece);
            return loader.publish("seed " + seed);
        }
    }
}
