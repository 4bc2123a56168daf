package io.longhaul.source.market;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What every provider's refusals have in common, whatever their texts. Reasons never quote a body: some providers
/// repeat the key in it.
public final class Refusals {

    /// A hint beyond that is no hint.
    private static final long LONGEST_SECONDS = Duration.ofDays(31).toSeconds();

    private Refusals() {}

    /// 5xx, 429, 3xx, an unknown encoding, an empty body and a page for people, in this order; empty where the
    /// provider's own reading goes on.
    public static <A> Optional<Answer<A>> common(String provider, Reply reply, Body body) {
        int status = reply.status();
        if (status >= 500) {
            return Optional.of(new Answer.Failed<>(ErrorClass.SERVER, provider + " answered status " + status));
        }
        if (status == 429) {
            return Optional.of(gate(reply, provider + " answered 429: too many requests"));
        }
        if (status / 100 == 3) {
            return Optional.of(new Answer.Failed<>(ErrorClass.UNKNOWN, provider + " answered status " + status
                    + ", which leads to " + host(reply) + " and is not followed; see sources." + provider
                    + ".base-url"));
        }
        var encoding = reply.header("content-encoding").orElse("").strip();
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of(new Answer.Failed<>(
                    ErrorClass.VALIDATION,
                    provider + " answered with content-encoding " + Values.shown(encoding)
                            + ", which was not asked for; want gzip or none"));
        }
        if (body.empty()) {
            return Optional.of(gate(
                    reply, provider + " answered status " + status + " with an empty body, as a throttle does"));
        }
        if (body.page()) {
            return Optional.of(gate(
                    reply,
                    provider + " answered status " + status + " with a web page" + kind(body)
                            + " instead of data, as a throttle does"));
        }
        return Optional.empty();
    }

    /// Not the whole address: a key may stand in it.
    private static String host(Reply reply) {
        try {
            var host = URI.create(reply.header("location").orElse("")).getHost();
            return host == null ? "another page" : host;
        } catch (IllegalArgumentException malformed) {
            return "no address";
        }
    }

    private static String kind(Body body) {
        return body.says("javascript") ? " (a JavaScript check)" : "";
    }

    /// Not now, for nobody; until what the reply says, if it does.
    public static <A> Answer<A> gate(Reply reply, String reason) {
        return new Answer.Throttled<>(retryAfter(reply), Scope.GATE, reason);
    }

    /// The day of this account is used up.
    ///
    /// @param until null where the provider does not tell when a day begins
    public static <A> Answer<A> owner(@Nullable Instant until, String reason) {
        return new Answer.Throttled<>(until, Scope.OWNER, reason);
    }

    /// A status that no documented case explains.
    public static <A> Answer<A> unexpected(String provider, Reply reply) {
        return new Answer.Failed<>(ErrorClass.UNKNOWN, provider + " answered status " + reply.status());
    }

    public static <A> Answer<A> invalid(String source, BarsQuestion question, BadBody bad) {
        return new Answer.Failed<>(
                ErrorClass.VALIDATION, source + " " + question.canonical() + ": " + bad.getMessage());
    }

    /// As `Retry-After` has it: seconds, or a date. Never before the reply, and never beyond the longest hint.
    public static @Nullable Instant retryAfter(Reply reply) {
        var text = reply.header("retry-after").orElse("").strip();
        var latest = reply.receivedAt().plusSeconds(LONGEST_SECONDS);
        try {
            var said = text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? reply.receivedAt().plusSeconds(Math.min(Long.parseLong(text), LONGEST_SECONDS))
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return said.isAfter(latest) ? latest : said.isBefore(reply.receivedAt()) ? reply.receivedAt() : said;
        } catch (DateTimeException | NumberFormatException none) {
            return null;
        }
    }
}
