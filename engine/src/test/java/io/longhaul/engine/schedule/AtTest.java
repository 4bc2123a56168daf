package io.longhaul.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z"); // 05:00 in New York

    @ParameterizedTest
    @CsvSource({
        "06:15, 2026-11-22T11:15:00Z",
        "02:30, 2026-11-23T07:30:00Z",
        "05:00, 2026-11-23T10:00:00Z",
        "05:00:01, 2026-11-22T10:00:01Z",
        "2026-12-01 02:30, 2026-12-01T07:30:00Z",
        "2026-12-01T02:30, 2026-12-01T07:30:00Z",
        "2026-12-01T02:30:00Z, 2026-12-01T02:30:00Z",
        "2026-12-01 02:30Z, 2026-12-01T02:30:00Z",
        "2026-12-01T02:30+01:00, 2026-12-01T01:30:00Z",
        "2026-12-01T02:30:00.500Z, 2026-12-01T02:30:00.500Z"
    })
    void timesAreReadInTheZoneUnlessTheySayOtherwise(String text, Instant at) {
        assertThat(At.parse(" " + text + " ", NEW_YORK, NOW)).isEqualTo(at);
    }

    @Test
    void aSkippedTimeIsMovedAndARepeatedOneIsTheFirst() {
        assertThat(At.parse("2027-03-14 02:30", NEW_YORK, NOW)).isEqualTo("2027-03-14T07:30:00Z");
        assertThat(At.parse("2027-11-07 01:30", NEW_YORK, NOW)).isEqualTo("2027-11-07T05:30:00Z");
        assertThat(At.parse("02:30", NEW_YORK, Instant.parse("2027-03-14T05:00:00Z")))
                .isEqualTo("2027-03-14T07:30:00Z");
        assertThat(At.parse("01:30", NEW_YORK, Instant.parse("2027-11-07T05:40:00Z")))
                .isEqualTo("2027-11-08T06:30:00Z");
    }

    @Test
    void whatIsPastIsRefused() {
        assertThatThrownBy(() -> At.parse("2026-11-22 04:59", NEW_YORK, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "time \"2026-11-22 04:59\" in America/New_York is 2026-11-22T09:59:00Z, which is past: it is"
                                + " 2026-11-22T10:00:00Z now; want a time to come");
        assertThatThrownBy(() -> At.parse("2026-11-22T10:00:00Z", NEW_YORK, NOW)).hasMessageContaining("which is past");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25:00", "2:30", "02:30 pm", "tomorrow", "2026-02-30 02:30", "2026-12-01",
        "12-01 02:30",
        "2026-13-01 02:30", "2026-12-01 24:00", "2026-12-01T02:30[Europe/Berlin]", "1798761600"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> At.parse(text, NEW_YORK, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time \"" + text + "\" is not understood; want 02:30, 2026-12-01 02:30 or"
                        + " 2026-12-01T02:30:00Z");
    }

    @Test
    void whatNobodyLivesToSeeIsRefused() {
        assertThatThrownBy(() -> At.parse("+12026-12-01T02:30:00Z", NEW_YORK, NOW))
                .hasMessage("time \"+12026-12-01T02:30:00Z\" is +12026-12-01T02:30:00Z; want one before"
                        + " 9999-01-01T00:00:00Z");
    }
}
