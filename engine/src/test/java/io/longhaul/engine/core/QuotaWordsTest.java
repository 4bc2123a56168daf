package io.longhaul.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a job that waits for a quota says of it.
class QuotaWordsTest {

    private static final Instant END = Instant.parse("2026-11-28T00:05:00Z");
    private static final Quota DAY = Quota.daily(20, ZoneOffset.UTC);
    private static final Quota WEEK = new Quota(100, 7, ZoneOffset.UTC, Duration.ZERO);

    private static OwnerUse.Used used(Quota quota, long used, int days) {
        return new OwnerUse.Used(quota, used, END.plus(Duration.ofDays(days)));
    }

    @Test
    void ownersAreToldTogether() {
        assertThat(Progressing.used(List.of(List.of(used(DAY, 20, 0))))).isEqualTo("20 of 20 today");
        assertThat(Progressing.used(Collections.nCopies(25, List.of(used(DAY, 20, 0)))))
                .isEqualTo("500 of 500 today (25 owners x 20)");
    }

    @Test
    void ofSeveralQuotasTheOneInTheWayIsTold() {
        assertThat(Progressing.used(List.of(List.of(used(DAY, 20, 0), used(WEEK, 60, 3))))).isEqualTo("20 of 20 today");
        assertThat(Progressing.used(List.of(List.of(used(DAY, 7, 0), used(WEEK, 100, 3)))))
                .isEqualTo("100 of 100 in 7 days");
        assertThat(Progressing.used(List.of(List.of(used(DAY, 20, 0), used(WEEK, 100, 3)))))
                .isEqualTo("100 of 100 in 7 days");
    }

    @Test
    void aQuotaThatWasLoweredSinceIsToldAsItIs() {
        assertThat(Progressing.used(List.of(List.of(used(DAY, 25, 0))))).isEqualTo("25 used today, 20 allowed");
        // it stands no more in the way than another one that is used up, and for longer
        assertThat(Progressing.used(List.of(List.of(used(DAY, 25, 0), used(WEEK, 100, 3)))))
                .isEqualTo("100 of 100 in 7 days");
    }
}
