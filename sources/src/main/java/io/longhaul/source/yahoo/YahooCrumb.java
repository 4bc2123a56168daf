package io.longhaul.source.yahoo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.Refusals;
import java.util.Map;
import java.util.regex.Pattern;

/// The crumb that goes with a cookie.
///
/// - **Upstream**: `GET /v1/test/getcrumb` with the cookie; text of about 11 characters.
/// - **Answer**: a [YahooSession].
/// - **Cost**: free; one call a job.
/// - **Errors**: 429 `Too Many Requests`, 401, 403, web pages and empty bodies are `Throttled`.
public record YahooCrumb(Limits limits) implements Source<YahooCrumb.Wanted, YahooSession> {

    /// @param cookie as [YahooCookie] answers
    public record Wanted(String cookie) {
        @Override
        public String toString() {
            return "Wanted[…]";
        }
    }

    private static final Pattern FORM = Pattern.compile("[!-;=?-~]{5,40}");

    @Override
    public Spec spec() {
        return new Spec("yahoo.crumb", 1, limits, Price.FREE, Reuse.job());
    }

    /// Without the cookie: a job has one, and a second of both by sample number.
    @Override
    public String canonical(Wanted question) {
        return "crumb";
    }

    @Override
    public Request request(Wanted question, Key key) {
        return new Request.Http("GET", "/v1/test/getcrumb", Map.of("cookie", question.cookie()), new byte[0]);
    }

    @Override
    public Answer<YahooSession> read(Wanted question, Reply reply) {
        var body = Body.of(reply);
        var refusal = YahooRefusal.<YahooSession>of(reply, body, "finance");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var crumb = reply.text().strip();
        return FORM.matcher(crumb).matches()
                ? new Answer.Found<>(new YahooSession(question.cookie(), crumb), reply.receivedAt())
                : new Answer.Failed<>(
                        ErrorClass.VALIDATION,
                        "yahoo.crumb: got " + reply.body().length + " bytes, want a word of about 11 characters");
    }
}
