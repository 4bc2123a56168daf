package io.longhaul.source.yahoo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.Url;
import io.longhaul.source.market.Values;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The shares outstanding of one company, from Yahoo Finance.
///
/// - **Upstream**: `GET /v10/finance/quoteSummary/{SYM}?modules=defaultKeyStatistics&crumb=`, with the cookie.
/// - **Answer**: one [SharesOutstanding], as of the latest quarter.
/// - **Cost**: free.
/// - **Errors**: 404 `Not Found`, and a security without a share count (an ETF), are `Missing`. 401 `Invalid Crumb` is
///   `Failed` with the reason [#STALE_CRUMB]: the caller takes a new one.
public record YahooStatistics(Limits limits) implements Source<YahooStatistics.Wanted, SharesOutstanding> {

    static final String STALE_CRUMB = "yahoo does not accept the crumb any more";

    /// @param session goes into the request, not into the question's identity
    public record Wanted(Ticker ticker, YahooSession session) {}

    @Override
    public Spec spec() {
        return new Spec("yahoo.statistics", 1, limits, Price.FREE, YahooBars.REUSE);
    }

    @Override
    public String canonical(Wanted question) {
        return question.ticker().symbol();
    }

    @Override
    public Request request(Wanted question, Key key) {
        var path = Url.of("v10", "finance", "quoteSummary", question.ticker().dashed())
                .with("formatted", "false")
                .with("modules", "defaultKeyStatistics")
                .with("crumb", question.session().crumb());
        var headers = Map.of("cookie", question.session().cookie());
        return new Request.Http("GET", path.toString(), headers, new byte[0]);
    }

    @Override
    public Answer<SharesOutstanding> read(Wanted question, Reply reply) {
        var body = Body.of(reply);
        if (reply.status() == 401 && body.says("invalid crumb")) {
            return new Answer.Failed<>(ErrorClass.VALIDATION, STALE_CRUMB);
        }
        var refusal = YahooRefusal.<SharesOutstanding>of(reply, body, "quoteSummary");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            var result = body.json().path("quoteSummary").path("result").path(0);
            return shares(question.ticker(), result.path("defaultKeyStatistics"), reply);
        } catch (BadBody bad) {
            return new Answer.Failed<>(
                    ErrorClass.VALIDATION, "yahoo.statistics " + question.ticker() + ": " + bad.getMessage());
        }
    }

    private static Answer<SharesOutstanding> shares(Ticker ticker, JsonNode statistics, Reply reply) throws BadBody {
        if (!statistics.isObject()) {
            throw new BadBody("got no defaultKeyStatistics");
        }
        if (!statistics.hasNonNull("sharesOutstanding") || !statistics.hasNonNull("mostRecentQuarter")) {
            return new Answer.Missing<>("yahoo has no share count of " + ticker);
        }
        long seconds = Values.shares(
                Values.number(statistics.path("mostRecentQuarter"), "mostRecentQuarter"), "mostRecentQuarter");
        if (seconds > Instant.MAX.getEpochSecond()) {
            throw new BadBody("got " + seconds + ", want seconds of the epoch, as mostRecentQuarter");
        }
        long shares = Values.shares(
                Values.number(statistics.path("sharesOutstanding"), "sharesOutstanding"), "sharesOutstanding");
        var quarter = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).toLocalDate();
        return new Answer.Found<>(new SharesOutstanding(quarter, shares), reply.receivedAt());
    }
}
