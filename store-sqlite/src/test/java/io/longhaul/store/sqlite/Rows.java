package io.longhaul.store.sqlite;

import io.longhaul.engine.Reply;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Things for the tests of this module.
final class Rows {

    static final Instant NOW = Instant.parse("2026-11-02T14:30:00Z");

    private Rows() {}

    static JobRecord load(Store store, int n) {
        var draft = new JobDraft(
                "", "screen", 1, Map.of(), "", "", "", List.of("ticker"), 10, 100, NOW, false, RunOptions.DEFAULT);
        try (var loader = store.load(draft)) {
            var rows = new ArrayList<DraftItem>();
            for (int i = 0; i < n; i++) {
                rows.add(new DraftItem(i + 2L, "K" + i, List.of("K" + i), null));
            }
            loader.add(rows);
            return loader.publish("x");
        }
    }

    static Write.Ended done(JobRecord job, long position, int bytes) {
        var result = new byte[bytes];
        new Random(position).nextBytes(result);
        return new Write.Ended(
                job.id(), position, new Outcome(ItemState.DONE, null, "", 1, result, 0, 0, 0, 0, NOW));
    }

    /// A call and its reply of that many bytes.
    static List<Write> call(JobRecord job, long id, int bytes) {
        var body = new byte[bytes];
        new Random(id).nextBytes(body);
        return List.of(
                new Write.Reserved(
                        id, job.id(), 0, "s", "yahoo", Digest.of("q" + id), List.of(), "", "", 0, 0, 1, NOW),
                new Write.Settled(id, new Reply(200, Map.of(), body, NOW), 0));
    }

    /// Contents of all files, by name, as hashes; but for the lock file, because reading it would give up the lock.
    static Map<String, Integer> contents(Path directory) throws IOException {
        var map = new TreeMap<String, Integer>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(each -> Files.isRegularFile(each) && !each.endsWith("longhaul.lock"))
                    .toList()) {
                map.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return map;
    }
}
