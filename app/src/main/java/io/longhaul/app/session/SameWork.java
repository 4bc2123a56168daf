package io.longhaul.app.session;

import io.longhaul.app.Identity;
import io.longhaul.app.Identity.Likeness;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The jobs of a store that are the work which somebody asks for, on the command line or over HTTP.
///
/// @param home of the store
/// @param start when it is to start
public record SameWork(Path home, StoreView store, Identity identity, Start start) {

    private static final int RECENT = 1_000;
    private static final int PAGE = 200;

    /// The setting of a job that leaves out rows which failed before.
    public static final String EXCLUDE_FAILED = "excludeFailed";

    /// Settings that an answer does not depend on, but what comes of a job does.
    private static final List<String> BESIDE = List.of("offline", EXCLUDE_FAILED, "mode");

    /// Unfinished jobs of the same workflow, newest first; templates of schedules for a template only.
    public List<JobRecord> unfinished() {
        boolean template = start instanceof Start.Again;
        return store.unfinished().stream()
                .filter(each -> each.draft().workflow().equals(identity.workflow()))
                .filter(each -> Start.of(each.draft()) instanceof Start.Again == template)
                .map(each -> Adopted.apply(home, each))
                .toList();
    }

    public Likeness like(JobRecord job) {
        return identity.like(job, start);
    }

    /// The newest of the last 1,000 jobs that is complete and the same work in all that counts for its results.
    ///
    /// @param settings of the job that is asked for
    public Optional<JobRecord> complete(Map<String, String> settings) {
        long before = Long.MAX_VALUE;
        for (int looked = 0; looked < RECENT; looked += PAGE) {
            var page = store.jobs(before, PAGE);
            for (var stored : page) {
                var job = Adopted.apply(home, stored);
                if (job.state() == JobState.COMPLETED && beside(job, settings) && like(job) == Likeness.SAME) {
                    return Optional.of(job);
                }
                before = job.id();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return Optional.empty();
    }

    private static boolean beside(JobRecord job, Map<String, String> settings) {
        return BESIDE.stream().allMatch(name -> value(settings, name).equals(value(job.draft().settings(), name)));
    }

    private static String value(Map<String, String> settings, String name) {
        var value = settings.getOrDefault(name, "");
        return value.equals("false") ? "" : value;
    }
}
