package io.longhaul.app.api.jobs;

import io.longhaul.app.JobName;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.NotifyField;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.session.Session;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.io.list.InputList;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What a request for a new job says that all workflows have in common.
///
/// @param fields the whole body, for what is the workflow's own
/// @param input where the list came from, as the job shows it
/// @param start when it starts
/// @param marks settings by which the job is found again that was made for an `Idempotency-Key`
public record NewJob(
        Service service,
        Fields fields,
        InputList list,
        String input,
        String name,
        RunOptions options,
        Start start,
        Map<String, String> marks) {

    /// Beside those of [io.longhaul.app.api.StartFields] and [Options].
    static final Set<String> COMMON =
            Set.of("workflow", "name", "list", "new", "batchSize", "checkpointInterval", "refresh", NotifyField.NAME);

    private static final int MOST_ROWS = 1_000_000;
    private static final int USUAL = 10;

    public int batchSize() {
        return fields.whole("batchSize", 1, MOST_ROWS).orElse(USUAL);
    }

    /// @param identity digest over all that changes answers
    /// @param settings what the workflow is made from again
    public JobDraft draft(String workflow, int version, Map<String, String> settings, String identity) {
        var all = new LinkedHashMap<>(settings);
        all.putAll(marks);
        all.putAll(start.settings(identity));
        all.putAll(NotifyField.of(fields, service).setting());
        return new JobDraft(
                name,
                workflow,
                version,
                all,
                start.identity(identity),
                input,
                "",
                list.columns(),
                batchSize(),
                fields.whole("checkpointInterval", 1, MOST_ROWS).orElse(USUAL),
                service.clocks().wall().instant(),
                fields.flag("refresh"),
                options);
    }

    /// Runs to the end, with the variables of the service.
    public Session.Submission submission(JobDraft draft, Iterator<DraftItem> rows) {
        return new Session.Submission(draft, rows, draft::identity, service.environment(), Duration.ZERO);
    }

    /// @throws io.longhaul.app.api.Problem for a name that would be taken for something else
    static String name(WebRequest request) {
        var fields = request.fields();
        var name = fields.text("name").orElse("");
        if (!JobName.fits(name) || name.indexOf('/') >= 0) {
            throw fields.wrong("name", "want " + JobName.WANTED + "; without a slash");
        }
        return name;
    }
}
