package io.longhaul.source.tiingo;

import static io.longhaul.source.market.Values.notNegative;
import static io.longhaul.source.market.Values.number;
import static io.longhaul.source.market.Values.volume;

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
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarSeries;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Facts;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.Url;
import io.longhaul.source.market.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Daily bars of one security as traded, with its dividends and splits, from Tiingo.
///
/// - **Upstream**: `GET /tiingo/daily/{T}/prices?startDate&endDate`, header `Authorization: Token KEY`
///   (<https://www.tiingo.com/documentation/end-of-day>). `divCash` and `splitFactor` stand on the ex-day's row.
/// - **Answer**: [DailyBars], raw; the adjusted columns are not used.
/// - **Cost**: one call.
/// - **Errors**: see [TiingoRefusal]; 404 and an empty array are `Missing`.
public record TiingoDaily(Limits limits) implements Source<BarsQuestion, DailyBars> {

    @Override
    public Spec spec() {
        return new Spec("tiingo.daily", 1, limits, Price.FREE, Reuse.store(Duration.ofDays(1)));
    }

    @Override
    public String canonical(BarsQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(BarsQuestion question, Key key) {
        var url = Url.of("tiingo", "daily", question.ticker().dashed(), "prices")
                .with("startDate", question.from())
                .with("endDate", question.to())
                .with("format", "json");
        return new Request.Http(
                "GET", url.toString(), Map.of("authorization", "Token " + key.secret()), new byte[0]);
    }

    @Override
    public Answer<DailyBars> read(BarsQuestion question, Reply reply) {
        var body = Body.of(reply);
        var refusal = TiingoRefusal.of(question, reply, body);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            var bars = bars(question, body.json(), reply.receivedAt());
            return bars.bars().isEmpty()
                    ? new Answer.Missing<>("tiingo has no bars of " + question.canonical())
                    : new Answer.Found<>(bars, reply.receivedAt());
        } catch (BadBody bad) {
            return Refusals.invalid("tiingo.daily", question, bad);
        }
    }

    private static DailyBars bars(BarsQuestion question, JsonNode rows, Instant receivedAt) throws BadBody {
        if (!rows.isArray()) {
            throw new BadBody("got " + rows.getNodeType() + ", want an array");
        }
        var series = new BarSeries(question);
        var facts = new Facts(question, receivedAt);
        for (var row : rows.values()) {
            var day = Values.day(row.path("date").stringValue(""), "date");
            series.add(bar(day, row));
            if (question.holds(day)) {
                add(day, row, facts);
            }
        }
        return facts.with(series.bars(), DailyBars.Basis.RAW);
    }

    private static Bar bar(LocalDate day, JsonNode row) throws BadBody {
        return new Bar(
                day,
                field(row, "open", day),
                field(row, "high", day),
                field(row, "low", day),
                field(row, "close", day),
                volume(number(row.path("volume"), "volume of " + day), "volume of " + day));
    }

    private static void add(LocalDate day, JsonNode row, Facts facts) throws BadBody {
        var cash = field(row, "divCash", day);
        if (cash.signum() > 0) {
            facts.dividend(day, cash);
        }
        var factor = field(row, "splitFactor", day);
        if (factor.signum() == 0) {
            throw new BadBody("got splitFactor 0 on " + day + ", want 1 for no split");
        }
        if (factor.compareTo(BigDecimal.ONE) != 0) {
            facts.split(day, factor, BigDecimal.ONE);
        }
    }

    private static BigDecimal field(JsonNode row, String field, LocalDate day) throws BadBody {
        var where = field + " of " + day;
        return notNegative(number(row.path(field), where), where);
    }
}
