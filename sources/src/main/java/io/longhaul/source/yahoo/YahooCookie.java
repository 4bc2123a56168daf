package io.longhaul.source.yahoo;

import io.longhaul.engine.Answer;
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
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A visitor's cookie, without which Yahoo gives no crumb.
///
/// - **Upstream**: `GET /` on the address for web pages (`fc.yahoo.com`), which answers 404 and still sets the cookie.
/// - **Answer**: the cookies `A1` and `A3` as a request's `cookie` header takes them. It names nobody: anyone is given
///   one.
/// - **Cost**: free; one call a job.
/// - **Errors**: a redirect to the consent pages (EU) is `Refused`; no cookie is `Missing`; 429 is `Throttled`.
public record YahooCookie(Limits limits) implements Source<YahooCookie.Visit, String> {

    /// The one question there is.
    public enum Visit {
        ANY
    }

    /// Values of several headers stand in one, joined by a comma, and dates hold commas, too.
    private static final Pattern COOKIE = Pattern.compile("(?:^|, *)(A[13])=([^;,\\s]+)");

    @Override
    public Spec spec() {
        return new Spec("yahoo.cookie", 1, limits, Price.FREE, Reuse.job());
    }

    @Override
    public Request request(Visit question, Key key) {
        return new Request.Http("GET", "/", Map.of("accept", "text/html"), new byte[0]);
    }

    @Override
    public Answer<String> read(Visit question, Reply reply) {
        if (YahooRefusal.consent(reply)) {
            return new Answer.Refused<>(YahooRefusal.CONSENT);
        }
        if (reply.status() == 429 || reply.status() >= 500) {
            return Refusals.<String>common("yahoo", reply, Body.of(reply)).orElseThrow();
        }
        var cookies = new TreeMap<String, String>();
        var matcher = COOKIE.matcher(reply.header("set-cookie").orElse(""));
        while (matcher.find()) {
            cookies.put(matcher.group(1), matcher.group(2));
        }
        return cookies.isEmpty()
                // an answer: asked again for every ticker it would stay the same
                ? new Answer.Missing<>("yahoo answered status " + reply.status() + " without a cookie A1 or A3")
                : new Answer.Found<>(
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")),
                        reply.receivedAt());
    }
}
