package io.longhaul.engine.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A job before its list is loaded.
///
/// @param name the user's name for it, or empty
/// @param workflow name, and `version` of its outline
/// @param settings what the workflow was made from (a wrapped command, its options), to make it again at a resume
/// @param identity digest of all that changes answers: workflow, settings, columns, list
/// @param input where the list came from, as shown
/// @param output where results go, as shown; empty for nowhere
/// @param columns the list's header
/// @param batchSize items a batch
/// @param checkpointInterval ended items between two snapshots
/// @param createdAt see also [#asOf]
/// @param refresh true: only answers from now on count
public record JobDraft(
        String name,
        String workflow,
        int version,
        Map<String, String> settings,
        String identity,
        String input,
        String output,
        List<String> columns,
        int batchSize,
        int checkpointInterval,
        Instant createdAt,
        boolean refresh,
        RunOptions options) {

    public JobDraft {
        settings = Map.copyOf(settings);
        columns = List.copyOf(columns);
        if (batchSize < 1 || checkpointInterval < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + ", checkpoint interval "
                    + checkpointInterval + "; want at least 1");
        }
    }

    /// The same, counting only answers from now on.
    public JobDraft refreshed() {
        return new JobDraft(
                name, workflow, version, settings, identity, input, output, columns, batchSize, checkpointInterval,
                createdAt, true, options);
    }

    public static final Duration NO_FRESHNESS = Duration.ZERO;

    /// The setting of a job that is to start later: the instant.
    public static final String START = "schedule.at";

    /// The instant from which answers' freshness counts back: a job that starts later asks as of then.
    public Instant asOf() {
        var start = settings.get(START);
        var at = start == null ? createdAt : Instant.parse(start);
        return at.isAfter(createdAt) ? at : createdAt;
    }
}
