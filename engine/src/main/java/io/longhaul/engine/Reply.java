package io.longhaul.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What came back, raw. It is stored before anything parses it.
///
/// @param status the HTTP status, or the exit status of a command (128 + n when ended by signal n)
/// @param headers lower-case names; of a command: `stderr` (its end), `signal`
/// @param body the complete body, or standard output
/// @param receivedAt when the last byte arrived, UTC
public record Reply(int status, Map<String, String> headers, byte[] body, Instant receivedAt) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    /// The same reply, received at that instant at the earliest: a clock may have been set back meanwhile.
    public Reply notBefore(Instant sent) {
        return receivedAt.isBefore(sent) ? new Reply(status, headers, body, sent) : this;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The body as UTF-8.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
