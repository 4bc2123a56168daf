package io.longhaul.testkit;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Things for store tests.
final class Samples {

    static final Instant T0 = Instant.parse("2026-11-02T14:30:00.123456789Z");

    private Samples() {}

    static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    static JobDraft draft(String workflow, int batchSize) {
        return new JobDraft(
                "nightly",
                workflow,
                3,
                Map.of("argv", "sh screen.sh", "ключ", "значение"),
                "",
                "list.csv",
                "out.csv",
                List.of("ticker", "name"),
                batchSize,
                100,
                T0,
                false,
                RunOptions.DEFAULT);
    }

    static DraftItem row(long position, String key) {
        return new DraftItem(position + 2, key, List.of(key, "Name, \"of\" " + key + "\u0000é"), null);
    }

    static DraftItem refused(long position, ItemState state, ErrorClass errorClass) {
        return new DraftItem(
                position + 2,
                "bad" + position,
                List.of("", ""),
                new DraftItem.Refusal(state, state == ItemState.SKIPPED ? null : errorClass, "no ticker"));
    }

    static List<DraftItem> rows(int n) {
        var rows = new ArrayList<DraftItem>();
        for (int i = 0; i < n; i++) {
            rows.add(row(i, "K" + i));
        }
        return rows;
    }

    static JobRecord load(Store store, String workflow, int batchSize, List<DraftItem> rows) {
        return load(store, draft(workflow, batchSize), rows);
    }

    static JobRecord load(Store store, JobDraft draft, List<DraftItem> rows) {
        try (var loader = store.load(draft)) {
            loader.add(rows);
            return loader.publish("identity-1");
        }
    }

    static JobRecord load(Store store, int n) {
        return load(store, "screen", 10, rows(n));
    }

    static Outcome done(long seconds) {
        var result = ResultCodec.encode(List.of(List.of("AAPL", "12.5")));
        return new Outcome(ItemState.DONE, null, "", 1, result, 2, 1, 0, 5, at(seconds));
    }

    static Outcome ending(ItemState state, long seconds) {
        return new Outcome(state, null, "because", 0, new byte[0], 0, 0, 0, 0, at(seconds));
    }

    static Outcome failed(ErrorClass errorClass, long seconds) {
        return new Outcome(ItemState.FAILED, errorClass, "it broke", 0, new byte[0], 3, 0, 3, 0, at(seconds));
    }

    /// A row whose input was refused before anything was asked.
    static Outcome refused(long seconds) {
        return new Outcome(
                ItemState.FAILED, ErrorClass.VALIDATION, "no ticker", 0, new byte[0], 0, 0, 0, 0, at(seconds));
    }

    static Write.Ended end(JobRecord job, long position, Outcome outcome) {
        return new Write.Ended(job.id(), position, outcome);
    }

    static Digest digest(String question) {
        return Digest.of("source", question);
    }

    static Write.Reserved reserve(long id, JobRecord job, long position, String question) {
        return new Write.Reserved(
                id, job.id(), position, "step", "yahoo", digest(question), List.of(), "me", "k***1", 1, 1_000, 1,
                at(id));
    }

    static Write.Reserved group(long id, JobRecord job, String... questions) {
        var members = new ArrayList<Write.Member>();
        for (int i = 0; i < questions.length; i++) {
            members.add(new Write.Member(digest(questions[i]), i));
        }
        return new Write.Reserved(
                id, job.id(), -1, "step", "sheets", null, members, "me", "k***1", 1, 1_000, 1, at(id));
    }

    static Reply reply(String body, long seconds) {
        return new Reply(
                200, Map.of("content-type", "text/plain"), body.getBytes(StandardCharsets.UTF_8), at(seconds));
    }

    static Write.Settled settle(long id, String body) {
        return new Write.Settled(id, reply(body, id + 1), 700);
    }

    static Write.Read read(long id, int member, CallState state) {
        return new Write.Read(id, member, state, null, "");
    }

    static Write.JobChanged state(JobRecord job, JobState state, long seconds) {
        return new Write.JobChanged(job.id(), state, null, null, "", at(seconds));
    }
}
