package io.longhaul.source.eodhd;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.Url;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;

/// What EODHD's endpoints have in common: how they are asked, and how they refuse.
///
/// @param source for reasons, as `eodhd.eod`
/// @param ticker that was asked about
/// @param subject the whole question, for reasons
record EodhdReply(String source, Ticker ticker, String subject) {

    private static final Duration RESET_BUFFER = Duration.ofSeconds(300);

    /// Reads a body that may be data.
    @FunctionalInterface
    interface Reading<A> {
        Answer<A> read(JsonNode json) throws BadBody;
    }

    /// EODHD takes its token in the query only.
    static Request get(Url url, Key key) {
        return Request.get(
                url.with("fmt", "json").with("api_token", key.secret()).toString());
    }

    static Url range(String endpoint, EodhdQuestion question) {
        return since(endpoint, question).with("to", question.range().to());
    }

    /// From the range's first day until now.
    static Url since(String endpoint, EodhdQuestion question) {
        return Url.of("api", endpoint, question.symbol()).with("from", question.range().from());
    }

    <A> Answer<A> read(Reply reply, Reading<A> reading) {
        var body = Body.of(reply);
        if (body.says("exceeded your daily api requests limit")) {
            return Refusals.owner(nextDay(reply.receivedAt()), "eodhd: the day's API calls are used up");
        }
        if (body.says("too many requests")) {
            return Refusals.gate(reply, "eodhd answered \"Too Many Requests\"");
        }
        var common = Refusals.<A>common("eodhd", reply, body);
        return common.orElseGet(() -> switch (reply.status()) {
            case 200 -> data(body, reading);
            case 401 -> new Answer.Refused<>("eodhd does not know the key (401 Unauthenticated)");
            case 402 -> Refusals.owner(nextDay(reply.receivedAt()), "eodhd answered 402: nothing left of the plan");
            case 403 -> forbidden(body);
            case 404 -> body.says("not found")
                    ? new Answer.Missing<>("eodhd does not know " + ticker)
                    : Refusals.unexpected("eodhd", reply);
            default -> Refusals.unexpected("eodhd", reply);
        });
    }

    /// A plan without this endpoint is no bad key: what else it has goes on, and the job says what is missing.
    private <A> Answer<A> forbidden(Body body) {
        return body.says("allowed for free users")
                ? new Answer.Missing<>("the key's plan at eodhd has no " + source)
                : new Answer.Refused<>("eodhd answered 403: the key may not ask for " + source);
    }

    private <A> Answer<A> data(Body body, Reading<A> reading) {
        try {
            return reading.read(body.json());
        } catch (BadBody bad) {
            return new Answer.Failed<>(
                    ErrorClass.VALIDATION, source + " " + subject + ": " + bad.getMessage());
        }
    }

    static void array(JsonNode json) throws BadBody {
        if (!json.isArray()) {
            throw new BadBody("got " + json.getNodeType() + ", want an array");
        }
    }

    /// EODHD's day begins at midnight GMT.
    private static Instant nextDay(Instant now) {
        var day = now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(RESET_BUFFER);
    }
}
