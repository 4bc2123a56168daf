package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.cli.Meant;
import io.longhaul.app.view.ItemName;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.List;

/// Finds what users name: JOB is an id, a name or `latest`; ITEM is a key, `KEY#2` or `row:412`.
final class Lookup {

    /// Jobs and items among which a slip of the finger is looked for.
    private static final int JOBS = 1_000;

    private static final int ITEMS = 20_000;
    private static final int PAGE = 1_000;

    private Lookup() {}

    /// @throws CommandException exit 4, with the nearest name there is
    static JobRecord job(StoreView store, String name) {
        return store.job(name).orElseThrow(() -> {
            var names = new ArrayList<String>();
            for (var each : store.jobs(JOBS)) {
                names.add(each.handle());
                if (!each.draft().name().isEmpty()) {
                    names.add(each.draft().name());
                }
            }
            var all = names.isEmpty() ? "; the store has none" : "; longhaul jobs lists all";
            return new CommandException(Exit.NOT_FOUND, noJob(name) + all + Meant.among(name, names));
        });
    }

    static String noJob(String name) {
        return name.equals("latest") ? "no job yet" : "no job \"" + Text.visible(name) + "\"";
    }

    /// @throws CommandException exit 4, with the nearest key there is
    static StoredItem item(StoreView store, JobRecord job, String name) {
        return ItemName.find(store, job, name)
                .orElseThrow(() -> new CommandException(
                        Exit.NOT_FOUND, ItemName.none(job, name) + Meant.among(name, keys(store, job))));
    }

    private static List<String> keys(StoreView store, JobRecord job) {
        var keys = new ArrayList<String>();
        for (long from = 0; from < Math.min(ITEMS, job.total()); from += PAGE) {
            store.items(job.id(), from, PAGE).forEach(each -> keys.add(each.key()));
        }
        return keys;
    }
}
