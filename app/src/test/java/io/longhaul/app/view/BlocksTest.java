package io.longhaul.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlocksTest {

    private final Times times = new Times(Instant.parse("2026-11-27T12:30:00Z"), ZoneOffset.UTC);
    private final Endings endings = new Endings(true, 210, 61, 2, 0, 0);

    private ProgressLine progress(String waiting) {
        return new ProgressLine(
                212,
                503,
                38.2,
                Instant.parse("2026-11-27T12:41:00Z"),
                22,
                51,
                endings,
                List.of("CRM", "CRWD", "CS\u001b[1mCO", "CSX"),
                waiting);
    }

    @Test
    void aJobInProgressIsThreeLines() {
        assertThat(progress("").block(times, 80))
                .containsExactly(
                        "  212/503  42%  [########..........]  38/min  ends 12:41",
                        "  batch 22 of 51   passed 61   screened out 149   failed 2",
                        "  now CRM CRWD CS\\e[1mCO CSX");
    }

    @Test
    void withoutATerminalItIsOneLine() {
        assertThat(progress("").line(times, 80))
                .isEqualTo("212/503 42% 38/min ends 12:41 passed 61 screened out 149 failed 2");
        assertThat(progress("gemini quota used up").line(times, 100)).endsWith("failed 2; gemini quota used up");
    }

    @Test
    void aWaitingJobSaysWhy() {
        assertThat(progress("gemini quota used up; goes on Sat 03:05").block(times, 80))
                .last()
                .isEqualTo("  gemini quota used up; goes on Sat 03:05");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        assertThat(progress("w".repeat(200)).block(times, 40)).allMatch(line -> line.length() <= 40);
    }

    @Test
    void nothingIsCompleteBeforeTheEnd() {
        var almost = new ProgressLine(999, 1_000, 0, null, 0, 0, endings, List.of(), "");

        assertThat(almost.block(times, 80).getFirst()).isEqualTo("  999/1000  99%  [#################.]");
    }

    @Test
    void hostileNamesCanBePastedWithoutHarm() {
        assertThat(FinishedBlock.item("BRK.B#2")).isEqualTo("BRK.B#2");
        assertThat(FinishedBlock.item("row 412")).isEqualTo("row:412");
        assertThat(FinishedBlock.item("a; rm -rf 'x'")).isEqualTo("'a; rm -rf '\\''x'\\'''");
        assertThat(FinishedBlock.item("$(id)\n")).isEqualTo("'$(id)\\n'");
    }
}
