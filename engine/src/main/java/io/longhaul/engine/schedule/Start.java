package io.longhaul.engine.schedule;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/// When a job starts. A job keeps it in its settings.
public sealed interface Start {

    /// In a job that was started by a schedule: the handle of the job that is its template.
    String OF = "schedule.of";
    /// The instant a job is, or was, to start at.
    String AT = JobDraft.START;
    /// In a template: the expression.
    String CRON = "schedule.cron";
    String ZONE = "schedule.zone";
    String MISSED = "schedule.missed";
    /// In a template: the identity of the jobs that are copied from it.
    String IDENTITY = "schedule.identity";

    /// What a job keeps of it.
    ///
    /// @param identity of the job without it
    Map<String, String> settings(String identity);

    /// A template is other work than the job that it is a template of.
    ///
    /// @param plain of the job without it
    default String identity(String plain) {
        return plain;
    }

    static Start of(JobDraft draft) {
        return of(draft.settings());
    }

    static Start of(Map<String, String> settings) {
        var cron = settings.get(CRON);
        if (cron != null) {
            var missed = Missed.valueOf(settings.getOrDefault(MISSED, "once").toUpperCase(Locale.ROOT));
            return new Again(new Schedule(Cron.parse(cron), zone(settings), missed));
        }
        var at = settings.get(AT);
        return at == null || settings.containsKey(OF) ? new Now() : new Once(Instant.parse(at), zone(settings));
    }

    private static ZoneId zone(Map<String, String> settings) {
        return ZoneId.of(settings.getOrDefault(ZONE, "UTC"));
    }

    /// Whether nothing of the job has run, because it starts at a time of its own.
    static boolean later(JobRecord job) {
        return job.startedAt() == null && !job.state().ended() && !(of(job.draft()) instanceof Now);
    }

    /// As soon as it is its turn.
    record Now() implements Start {
        @Override
        public Map<String, String> settings(String identity) {
            return Map.of();
        }
    }

    /// Once.
    record Once(Instant at, ZoneId zone) implements Start {
        @Override
        public Map<String, String> settings(String identity) {
            return Map.of(AT, at.toString(), ZONE, zone.getId());
        }

        @Override
        public String toString() {
            return "starts at " + at;
        }
    }

    /// Again and again: the job itself never runs, it is copied at each time.
    record Again(Schedule schedule) implements Start {
        @Override
        public Map<String, String> settings(String identity) {
            return Map.of(
                    CRON, schedule.cron().toString(),
                    ZONE, schedule.zone().getId(),
                    MISSED, schedule.missed().name().toLowerCase(Locale.ROOT),
                    IDENTITY, identity);
        }

        @Override
        public String identity(String plain) {
            return Digest.of(plain, schedule.cron().toString(), schedule.zone().getId(), schedule.missed().name())
                    .toString();
        }

        @Override
        public String toString() {
            return "cron " + schedule.cron() + " " + schedule.zone();
        }
    }
}
