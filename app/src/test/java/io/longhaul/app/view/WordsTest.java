package io.longhaul.app.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class WordsTest {

    /// Friday noon in Istanbul.
    private final Times times = new Times(Instant.parse("2026-11-27T09:00:00Z"), ZoneId.of("Europe/Istanbul"));

    @Test
    void instantsAreNamedByHowFarTheyAre() {
        assertThat(times.when(Instant.parse("2026-11-27T09:41:00Z"))).isEqualTo("today 12:41");
        assertThat(times.when(Instant.parse("2026-12-04T00:20:00Z"))).isEqualTo("Fri 4 Dec 03:20");
        assertThat(times.when(Instant.parse("2027-01-04T00:20:00Z"))).isEqualTo("Mon 4 Jan 2027 03:20");
        assertThat(times.brief(Instant.parse("2026-11-28T00:05:00Z"))).isEqualTo("Sat 03:05");
        assertThat(times.brief(Instant.parse("2026-11-27T09:41:00Z"))).isEqualTo("12:41");
        assertThat(times.brief(Instant.parse("2026-11-20T09:41:00Z"))).isEqualTo("Fri 20 Nov 12:41");
    }

    @Test
    void aMomentOnTheDayJustNamedIsAClockTime() {
        var named = Instant.parse("2026-12-04T00:20:00Z");

        assertThat(times.after(named, Instant.parse("2026-12-04T00:15:00Z"))).isEqualTo("03:15");
        assertThat(times.after(named, Instant.parse("2026-12-03T00:15:00Z"))).isEqualTo("Thu 3 Dec 03:15");
    }

    @Test
    void clocksOfAnotherZoneNameIt() {
        assertThat(Times.in(ZoneId.of("America/Los_Angeles"), Instant.parse("2026-11-28T08:05:00Z")))
                .isEqualTo("00:05 Los Angeles");
        assertThat(Times.rfc3339(Instant.parse("2026-11-28T08:05:00.123456789Z")))
                .isEqualTo("2026-11-28T08:05:00.123Z");
        assertThat(Times.rfc3339(null)).isNull();
    }

    @Test
    void durationsHaveAtMostTwoParts() {
        assertThat(Durations.text(Duration.ofMillis(400))).isEqualTo("0.4 s");
        assertThat(Durations.text(Duration.ofSeconds(45))).isEqualTo("45 s");
        assertThat(Durations.text(Duration.ofSeconds(794))).isEqualTo("13 min 14 s");
        assertThat(Durations.text(Duration.ofMinutes(120))).isEqualTo("2 h");
        assertThat(Durations.text(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
        assertThat(Durations.text(Duration.ofHours(76))).isEqualTo("3 days 4 h");
        assertThat(Durations.seconds(Duration.ofMillis(1_500))).isEqualTo("1.5 s");
    }

    @Test
    void typedLengthsAreReadAndOthersRefused() {
        assertThat(Durations.parse("120")).isEqualTo(Duration.ofSeconds(120));
        assertThat(Durations.parse("120s")).isEqualTo(Duration.ofSeconds(120));
        assertThat(Durations.parse("1.5 h")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Durations.parse("30d")).isEqualTo(Duration.ofDays(30));
        assertThatThrownBy(() -> Durations.parse("soon")).hasMessageContaining("\"soon\"").hasMessageContaining("120s");
        assertThat(Durations.parse("36500d")).isEqualTo(Duration.ofDays(36_500));
        assertThatThrownBy(() -> Durations.parse("36500.001d"))
                .hasMessage("\"36500.001d\" is too long; want at most 36500d: seconds as 120 or 120s, or 5m, 2h, 30d");
        assertThatThrownBy(() -> Durations.parse("999999999d")).hasMessageContaining("at most 36500d");
        assertThatThrownBy(() -> Durations.parse("0")).hasMessageContaining("more than 0");
        assertThatThrownBy(() -> Durations.parse("-5")).hasMessageContaining("no length of time");
    }

    @Test
    void aLittleMoneyIsNotShownAsNothing() {
        assertThat(Money.text(0)).isEqualTo("$0.00");
        assertThat(Money.text(4_000_000)).isEqualTo("$0.0040");
        assertThat(Money.text(new BigDecimal("12.4"))).isEqualTo("$12.40");
        assertThat(Money.json(1_234_567_890L)).isEqualTo("1.2346");
    }

    @Test
    void whatATerminalWouldObeyIsShownInstead() {
        assertThat(Text.visible("a\u001b[2J\u0007b\r\n\t\u009b")).isEqualTo("a\\e[2J\\x07b\\r\\n\\t\\x9b");
        assertThat(Text.visible("\u202egnp.exe")).isEqualTo("\\u202egnp.exe");
        assertThat(Text.visible("\ufeffAAPL\u200b\u2028")).isEqualTo("\\ufeffAAPL\\u200b\\u2028");
        assertThat(Text.visible("\ud800x")).isEqualTo("\\ud800x");
        assertThat(Text.visible("Ünïcødé 株式 \ud83d\ude80")).isEqualTo("Ünïcødé 株式 \ud83d\ude80");
    }

    @Test
    void widthsCountWhatATerminalShows() {
        assertThat(Text.width("株式")).isEqualTo(4);
        assertThat(Text.width("e\u0301")).isEqualTo(1);
        assertThat(Text.fit("株式会社", 7)).isEqualTo("株式...");
        assertThat(Text.fit("short", 5)).isEqualTo("short");
        assertThat(Text.wrap("one two three", 7, 2)).containsExactly("one two", "  three");
    }

    @Test
    void tablesStayWithinTheirWidth() {
        var table = new Table(
                java.util.List.of("KEY", "N", "REASON"), Table.Side.LEFT, Table.Side.RIGHT, Table.Side.LEFT)
                .row("AAPL", "7", "x".repeat(100))
                .row("B", "12", "\u001b[31mred");

        assertThat(table.lines(40))
                .containsExactly(
                        "KEY   N   REASON", "AAPL   7  " + "x".repeat(27) + "...", "B     12  \\e[31mred");
    }
}
