package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When a notice is sent again.
class RedeliveryTest {

    private static final Instant NOW = Instant.parse("2026-11-02T14:30:00Z");

    @Test
    void triesAreFurtherAndFurtherApartWithATenthOfJitter() {
        var wanted = List.of(30L, 300L, 1_800L, 7_200L, 28_800L, 86_400L);
        for (int tries = 1; tries <= wanted.size(); tries++) {
            var seen = new HashSet<Duration>();
            for (int i = 0; i < 200; i++) {
                var wait = Duration.between(NOW, Redelivery.next(NOW, tries, "msg_" + i).orElseThrow());
                assertThat(wait.toMillis()).isBetween(wanted.get(tries - 1) * 900, wanted.get(tries - 1) * 1_100);
                seen.add(wait);
            }
            assertThat(seen).hasSizeGreaterThan(100);
        }
    }

    @Test
    void afterTheSeventhTryItIsGivenUp() {
        assertThat(Redelivery.next(NOW, 7, "msg")).isEmpty();
    }

    @Test
    void whoeverComputesItComputesTheSame() {
        assertThat(Redelivery.next(NOW, 3, "msg")).isEqualTo(Redelivery.next(NOW, 3, "msg"));
    }
}
