package io.longhaul.engine.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// When a job is to start, as somebody wrote it; null for what was not said.
public record StartWords(
        @Nullable String at,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable String missed) {

    /// What of it cannot be.
    public static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final Word word;

        Wrong(Word word, @Nullable String message) {
            super(message);
            this.word = word;
        }

        public Word word() {
            return word;
        }
    }

    public enum Word {
        AT("at"), CRON("cron"), TIME_ZONE("timeZone"), MISSED("missed");

        private final String field;

        Word(String field) {
            this.field = field;
        }

        /// `timeZone`.
        public String field() {
            return field;
        }

        /// `--time-zone`.
        public String option() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public boolean said() {
        return at != null || cron != null || timeZone != null || missed != null;
    }

    /// @param usual where no zone is named
    /// @throws Wrong with what was got and what is wanted
    public Start read(Instant now, ZoneId usual) {
        if (at != null && cron != null) {
            throw new Wrong(Word.CRON, "got a time to start at, too; want at most one of the two");
        }
        if (at == null && cron == null && timeZone != null) {
            throw new Wrong(Word.TIME_ZONE, "got \"" + timeZone + "\" without a time; it goes with at or cron");
        }
        if (cron == null && missed != null) {
            throw new Wrong(Word.MISSED, "got \"" + missed + "\" without times to miss; it goes with cron");
        }
        var zone = zone(usual);
        if (cron != null) {
            return new Start.Again(schedule(cron, zone, now));
        }
        if (at == null) {
            return new Start.Now();
        }
        try {
            return new Start.Once(At.parse(at, zone, now), zone);
        } catch (IllegalArgumentException noTime) {
            throw new Wrong(Word.AT, noTime.getMessage());
        }
    }

    private ZoneId zone(ZoneId usual) {
        try {
            return timeZone == null ? usual : ZoneId.of(timeZone.strip());
        } catch (DateTimeException unknown) {
            throw new Wrong(Word.TIME_ZONE, "got \"" + timeZone + "\"; want one as America/New_York or UTC");
        }
    }

    private Schedule schedule(String text, ZoneId zone, Instant now) {
        Cron read;
        try {
            read = Cron.parse(text.strip());
        } catch (IllegalArgumentException noCron) {
            throw new Wrong(Word.CRON, noCron.getMessage());
        }
        if (read.next(now, zone).isEmpty()) {
            throw new Wrong(Word.CRON, "got \"" + text + "\", which never comes; want times that come");
        }
        return new Schedule(read, zone, policy());
    }

    private Missed policy() {
        if (missed == null) {
            return Missed.ONCE;
        }
        return Arrays.stream(Missed.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(missed.strip()))
                .findFirst()
                .orElseThrow(() -> new Wrong(Word.MISSED, "got \"" + missed + "\"; want one of skip, once, all"));
    }
}
