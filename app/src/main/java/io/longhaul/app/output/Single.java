package io.longhaul.app.output;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// What `--mode single` means for the results of a job: the bytes of the command are passed on as they are.
public enum Single {
    /// It is no such job.
    NO,
    /// One run an item: outputs follow one another in the order of the list. Of a header that names the key column one
    /// stands, so that a job gives the same bytes in both modes.
    ITEMS,
    /// One run over all rows: its output is kept once, as the reply of its call. Rows are counted, not matched.
    WHOLE;

    /// The setting of a job that keeps it.
    public static final String MODE = "mode";

    public static final String SINGLE = "single";

    private static final int PAGE = 200;

    public static Single of(JobRecord job) {
        var settings = job.draft().settings();
        if (ScreenSettings.output(settings).whole()) {
            return WHOLE;
        }
        return settings.getOrDefault(MODE, "").equals(SINGLE) ? ITEMS : NO;
    }

    /// Writes what the runs of a [#WHOLE] job wrote. Corrected or retried rows have a run of their own, after the first.
    ///
    /// @return runs with output
    static long copy(StoreView store, JobRecord job, OutputStream out) throws IOException {
        long runs = 0;
        var page = store.callsOfJob(job.id(), 0, PAGE);
        while (!page.isEmpty()) {
            for (var call : page) {
                var body = call.state().answers() ? body(store, call) : new byte[0];
                out.write(body);
                runs += body.length > 0 ? 1 : 0;
            }
            page = store.callsOfJob(job.id(), page.getLast().id() + 1, PAGE);
        }
        return runs;
    }

    private static byte[] body(StoreView store, StoredCall call) {
        return store.calls(call.digest()).stream()
                .filter(each -> each.id() == call.id())
                .map(StoredCall::reply)
                .filter(Objects::nonNull)
                .findFirst()
                .map(reply -> reply.status() == 0 ? reply.body() : new byte[0])
                .orElse(new byte[0]);
    }
}
