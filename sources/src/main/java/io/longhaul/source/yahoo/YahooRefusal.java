package io.longhaul.source.yahoo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.Refusals;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What Yahoo says when it gives no data. It names no plan and no key, so that whatever is no proof of absence is taken
/// for "not now": a throttle hides behind 401, 403, web pages and empty bodies.
final class YahooRefusal {

    private static final String NAME = "yahoo";

    private YahooRefusal() {}

    /// @param what the JSON's root, as `chart`; also the reason's subject
    /// @return empty for a 200 worth reading
    static <A> Optional<Answer<A>> of(Reply reply, Body body, String what) {
        if (consent(reply)) {
            return Optional.of(new Answer.Refused<>(CONSENT));
        }
        if (body.says("too many requests")) {
            return Optional.of(Refusals.gate(reply, NAME + " answered \"Too Many Requests\""));
        }
        Optional<Answer<A>> common = Refusals.common(NAME, reply, body);
        if (common.isPresent()) {
            return common;
        }
        if (reply.status() == 401 || reply.status() == 403) {
            return Optional.of(Refusals.gate(
                    reply, NAME + " answered " + reply.status() + ", as it does when it has had enough of us"));
        }
        var error = body.jsonIfAny().path(what).path("error");
        if (absent(reply.status(), error)) {
            return Optional.of(new Answer.Missing<>(NAME + ": " + description(error)));
        }
        if (reply.status() == 200 && !error.isObject()) {
            return Optional.empty();
        }
        return Optional.of(
                error.isObject()
                        ? new Answer.Failed<>(ErrorClass.VALIDATION, NAME + ": " + description(error))
                        : Refusals.unexpected(NAME, reply));
    }

    static final String CONSENT = "yahoo wants a person's consent to cookies (it does so in the EU): open the base URL"
            + " once in a browser, or set sources.yahoo.www-url to an address that gives a cookie without";

    /// The EU: every page leads to the consent pages first.
    static boolean consent(Reply reply) {
        var location = reply.header("location").orElse("");
        return reply.status() / 100 == 3
                && (location.contains("guce.yahoo.com") || location.contains("consent.yahoo.com"));
    }

    /// Only what Yahoo says in its own words of an unknown symbol, or of a range before the first bar.
    private static boolean absent(int status, JsonNode error) {
        var code = error.path("code").stringValue("");
        return switch (status) {
            case 200, 404 -> code.equals("Not Found");
            case 400 -> description(error).startsWith("Data doesn't exist for startDate");
            default -> false;
        };
    }

    private static String description(JsonNode error) {
        var text = error.path("description").stringValue("");
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
