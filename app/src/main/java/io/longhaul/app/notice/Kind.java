package io.longhaul.app.notice;

import io.longhaul.engine.core.Slice;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.PauseReason;
import java.util.Optional;

/// What is told. Nobody is told of what they did themselves: pause, cancel, Ctrl-C, the end of a time slice.
enum Kind {
    COMPLETED("job.completed"),
    PAUSED("job.paused"),
    NEEDS_PERSON("job.needs-person");

    /// As webhooks name it.
    final String type;

    Kind(String type) {
        this.type = type;
    }

    static Optional<Kind> of(JobRecord job) {
        return switch (job.state()) {
            case COMPLETED -> Optional.of(COMPLETED);
            case FAILED -> Optional.of(NEEDS_PERSON);
            case PAUSED -> paused(job);
            case PENDING, RUNNING, WAITING, CANCELLED -> Optional.empty();
        };
    }

    private static Optional<Kind> paused(JobRecord job) {
        var reason = job.reason() == null ? PauseReason.INTERRUPTED : job.reason();
        return switch (reason) {
            case USER -> Optional.empty();
            case INTERRUPTED -> job.because().equals(Slice.ENDED) ? Optional.empty() : Optional.of(PAUSED);
            case BUDGET, DISK -> Optional.of(PAUSED);
            case NEEDS_HUMAN -> Optional.of(NEEDS_PERSON);
        };
    }

    /// In which state a job is told about, so that it is told once.
    static String standing(JobRecord job) {
        return job.state().label() + " " + job.reason() + " " + job.finishedAt();
    }
}
