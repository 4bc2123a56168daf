package io.longhaul.source.alphavantage;

import static io.longhaul.source.market.Values.notNegative;
import static io.longhaul.source.market.Values.number;

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
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.Url;
import io.longhaul.source.market.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Daily bars of one security as traded, from Alpha Vantage.
///
/// - **Upstream**: `GET /query?function=TIME_SERIES_DAILY&symbol&outputsize=compact|full&apikey=`
///   (<https://www.alphavantage.co/documentation/#daily>). `compact` is the last 100 sessions, `full` over 20 years and
///   part of the plans that cost; values are text, newest first.
/// - **Answer**: [DailyBars], raw, without facts.
/// - **Cost**: one call of the day.
/// - **Errors**, all with status 200: see [AlphaVantageRefusal].
public record AlphaVantageDaily(Limits limits) implements Source<AlphaVantageQuestion, DailyBars> {

    private static final String SERIES = "Time Series (Daily)";

    @Override
    public Spec spec() {
        return new Spec("alphavantage.daily", 1, limits, Price.FREE, Reuse.store(Duration.ofDays(1)));
    }

    @Override
    public String canonical(AlphaVantageQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(AlphaVantageQuestion question, Key key) {
        return Request.get(Url.of("query")
                .with("function", "TIME_SERIES_DAILY")
                .with("symbol", question.range().ticker().dashed())
                .with("outputsize", question.full() ? "full" : "compact")
                .with("apikey", key.secret())
                .toString());
    }

    @Override
    public Answer<DailyBars> read(AlphaVantageQuestion question, Reply reply) {
        var body = Body.of(reply);
        var refusal = AlphaVantageRefusal.of(question, reply, body);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            var bars = bars(question, body.json());
            return bars.isEmpty()
                    ? new Answer.Missing<>("alphavantage has no bars of " + question.range().canonical())
                    : new Answer.Found<>(
                            new DailyBars(bars, DailyBars.Basis.RAW, List.of(), List.of(), false),
                            reply.receivedAt());
        } catch (BadBody bad) {
            return Refusals.invalid("alphavantage.daily", question.range(), bad);
        }
    }

    private static List<Bar> bars(AlphaVantageQuestion question, JsonNode json) throws BadBody {
        if (!json.path(SERIES).isObject()) {
            throw new BadBody("got no \"" + SERIES + "\"");
        }
        var byDay = new TreeMap<LocalDate, JsonNode>();
        for (Map.Entry<String, JsonNode> row : json.path(SERIES).properties()) {
            byDay.put(Values.day(row.getKey(), "a day of " + SERIES), row.getValue());
        }
        if (!question.full()
                && byDay.size() >= AlphaVantageQuestion.COMPACT
                && byDay.firstKey().isAfter(question.range().from())) {
            throw new BadBody("got the last " + byDay.size() + " sessions, which begin on " + byDay.firstKey()
                    + "; want outputsize=full");
        }
        var series = new BarSeries(question.range());
        for (var row : byDay.entrySet()) {
            series.add(bar(row.getKey(), row.getValue()));
        }
        return series.bars();
    }

    private static Bar bar(LocalDate day, JsonNode row) throws BadBody {
        var where = "5. volume of " + day;
        return new Bar(
                day,
                price(row, "1. open", day),
                price(row, "2. high", day),
                price(row, "3. low", day),
                price(row, "4. close", day),
                Values.volume(number(row.path("5. volume"), where), where));
    }

    private static BigDecimal price(JsonNode row, String field, LocalDate day) throws BadBody {
        var where = field + " of " + day;
        return notNegative(number(row.path(field), where), where);
    }
}
