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
import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.Url;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/// Daily bars of one security, from Yahoo Finance.
///
/// - **Upstream**: `GET /v8/finance/chart/{SYM}?interval=1d&period1&period2&events=div|split`. `period2` is always far
///   in the future: prices are divided by every later split, so that the splits after the range are needed, too, and a
///   request has no clock. Yahoo takes such a `period2` for "until now".
/// - **Answer**: [DailyBars], split-adjusted, with dividends (on the same basis) and all splits from the first day on;
///   prices are 32-bit floats upstream and are taken as their shortest decimals. A row with a null is no bar.
/// - **Cost**: free; no key. No published limit.
/// - **Errors**: 404 `Not Found` and 400 `Data doesn't exist` are `Missing`; 429, 401, 403, web pages and empty bodies
///   are `Throttled`; a redirect to the consent pages is `Refused`.
public record YahooBars(Limits limits) implements Source<BarsQuestion, DailyBars> {

    static final Reuse REUSE = Reuse.store(Duration.ofDays(1));

    private static final long FAR_FUTURE = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

    @Override
    public Spec spec() {
        return new Spec("yahoo.bars", 1, limits, Price.FREE, REUSE);
    }

    @Override
    public String canonical(BarsQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(BarsQuestion question, Key key) {
        return Request.get(Url.of("v8", "finance", "chart", question.ticker().dashed())
                .with("interval", "1d")
                .with("period1", question.from().atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                .with("period2", FAR_FUTURE)
                .with("events", "div|split")
                .with("includePrePost", "false")
                .toString());
    }

    @Override
    public Answer<DailyBars> read(BarsQuestion question, Reply reply) {
        var body = Body.of(reply);
        var refusal = YahooRefusal.<DailyBars>of(reply, body, "chart");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            var bars = new Chart(question, body.json(), reply.receivedAt()).bars();
            return bars.bars().isEmpty()
                    ? new Answer.Missing<>("yahoo has no bars of " + question.canonical())
                    : new Answer.Found<>(bars, reply.receivedAt());
        } catch (BadBody bad) {
            return Refusals.invalid("yahoo.bars", question, bad);
        }
    }
}
