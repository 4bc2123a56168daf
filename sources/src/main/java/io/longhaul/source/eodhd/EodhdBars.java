package io.longhaul.source.eodhd;

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
import io.longhaul.source.market.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Daily bars of one security as traded, from EODHD.
///
/// - **Upstream**: `GET /api/eod/{T}.US?from&to&fmt=json&api_token=`
///   (<https://eodhd.com/financial-apis/api-for-historical-data-and-volumes>).
/// - **Answer**: [Bar]s, oldest first; open, high, low, close raw (`adjusted_close` is not used).
/// - **Cost**: one API call of the day.
/// - **Errors**: 404 `Ticker Not Found` and an empty array are `Missing`; 401 is `Refused`; 429 closes the gate, 402
///   or the text about the daily limit the owner until midnight GMT.
public record EodhdBars(Limits limits) implements Source<EodhdQuestion, List<Bar>> {

    static final Reuse REUSE = Reuse.store(Duration.ofDays(1));

    @Override
    public Spec spec() {
        return new Spec("eodhd.eod", 1, limits, Price.FREE, REUSE);
    }

    @Override
    public String canonical(EodhdQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(EodhdQuestion question, Key key) {
        return EodhdReply.get(EodhdReply.range("eod", question), key);
    }

    @Override
    public Answer<List<Bar>> read(EodhdQuestion question, Reply reply) {
        return new EodhdReply("eodhd.eod", question.range().ticker(), question.canonical()).read(reply, json -> {
            EodhdReply.array(json);
            var series = new BarSeries(question.range());
            for (var row : json.values()) {
                series.add(bar(row));
            }
            return series.bars().isEmpty()
                    ? new Answer.Missing<>("eodhd has no bars of " + question.canonical())
                    : new Answer.Found<>(series.bars(), reply.receivedAt());
        });
    }

    private static Bar bar(JsonNode row) throws BadBody {
        var day = Values.day(row.path("date").stringValue(""), "date");
        return new Bar(
                day,
                price(row, "open", day),
                price(row, "high", day),
                price(row, "low", day),
                price(row, "close", day),
                volume(number(row.path("volume"), "volume of " + day), "volume of " + day));
    }

    private static BigDecimal price(JsonNode row, String field, LocalDate day) throws BadBody {
        var where = field + " of " + day;
        return notNegative(number(row.path(field), where), where);
    }
}
