package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What upstreams have written into `Retry-After` and its like, as projects reported it. Whatever it is, it is a wait
/// between none and the longest that is believed, or no hint at all.
class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
    private static final Duration LONGEST = Duration.ofDays(31);

    /// Header and value; `none` where it is no hint, else the wait in seconds.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', nullValues = "none", value = {
        "retry-after, 0, 0",
        "retry-after, 120, 120",
        "retry-after, ' 120 ', 120",
        "retry-after, 1.5, none",
        "retry-after, -5, none",
        "retry-after, +5, none",
        "retry-after, 1e3, none",
        "retry-after, 999999999999, 2678400",
        "retry-after, 99999999999999999999999999, none",
        "retry-after, '', none",
        "retry-after, abc, none",
        "retry-after, nan, none",
        "retry-after, inf, none",
        "retry-after, 6m0s, none",
        "retry-after, 58s, none",
        // two values, or two headers of that name
        "retry-after, '120, 60', none",
        "retry-after, 'Mon, 02 Nov 2026 10:01:00 GMT', 60",
        "retry-after, 'Mon, 02 Nov 2026 09:59:00 GMT', 0",
        "retry-after, 'Mon, 02 Nov 2026 10:01:00 +0000', 60",
        "retry-after, 'Fri, 31 Dec 9999 23:59:59 GMT', 2678400",
        // a wrong day of the week; the forms of RFC 850 and of asctime
        "retry-after, 'Tue, 02 Nov 2026 10:01:00 GMT', none",
        "retry-after, 'Monday, 02-Nov-26 10:01:00 GMT', none",
        "retry-after, 'Mon Nov  2 10:01:00 2026', none",
        // digits, but not those of HTTP
        "retry-after, ١٢٠, none",
        "retry-after-ms, 1500, none",
        "x-ratelimit-reset, 60, none",
        "x-ratelimit-reset, 1793613660, none",
        "x-ratelimit-reset, 1793613660000, none",
        "x-ratelimit-reset, 6m0s, none"
    })
    void aHintIsAWaitWithinBoundsOrNone(String header, String value, @Nullable Long seconds) {
        var hint = Refusals.retryAfter(new Reply(429, Map.of(header, value), new byte[0], NOW));

        assertThat(hint).isEqualTo(seconds == null ? null : NOW.plusSeconds(seconds));
    }

    /// Hints that some upstreams write into the body are not taken for one.
    static final List<String> BODIES = List.of(
            "",
            "no JSON",
            "{}",
            "{\"error\":{\"details\":[]}}",
            "{\"error\":{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"58s\"}]}}",
            "{\"error\":{\"details\":[{\"retryDelay\":\"45.837906927s\"}]}}",
            "{\"error\":{\"details\":[{\"quotaResetDelay\":\"373.801628ms\"}]}}",
            "{\"error\":{\"message\":\"Please retry in 45.8s.\"}}");

    @ParameterizedTest
    @FieldSource("BODIES")
    void aBodyIsNoHint(String body) {
        var reply = new Reply(429, Map.of(), body.getBytes(java.nio.charset.StandardCharsets.UTF_8), NOW);

        assertThat(Refusals.retryAfter(reply)).isNull();
    }

    @Test
    void anyTextIsAWaitWithinBoundsOrNone() {
        var random = new java.util.SplittableRandom(1);
        var letters = "0123456789 +-.,:eEGMTNovWed/\u0000\u0661\ud83d\ude00";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }

            var hint = Refusals.retryAfter(new Reply(429, Map.of("retry-after", text.toString()), new byte[0], NOW));

            assertThat(hint == null || !hint.isBefore(NOW) && !hint.isAfter(NOW.plus(LONGEST)))
                    .as("of \"%s\": %s", text, hint)
                    .isTrue();
        }
    }
}
