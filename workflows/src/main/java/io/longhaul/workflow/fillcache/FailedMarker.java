package io.longhaul.workflow.fillcache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// A ticker that no provider knew: the seed's `failed-tickers` entry. It has a life, after which it is asked again.
///
/// @param failedAt the job that found it out first, and `lastAttempt` the one that did last
public record FailedMarker(Instant failedAt, Instant lastAttempt, String error) {
    boolean alive(Instant now, Duration life) {
        return now.isBefore(lastAttempt.plus(life));
    }

    FailedMarker again(Instant now, String why) {
        return new FailedMarker(failedAt, now, why);
    }

    byte[] encode() {
        return (failedAt + " " + lastAttempt + " " + error).getBytes(StandardCharsets.UTF_8);
    }

    static FailedMarker decode(byte[] document) {
        var words = new String(document, StandardCharsets.UTF_8).split(" ", 3);
        return new FailedMarker(Instant.parse(words[0]), Instant.parse(words[1]), words[2]);
    }
}
