package io.longhaul.source.eodhd;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.Facts;
import io.longhaul.source.market.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Dividends of one security, from EODHD.
///
/// - **Upstream**: `GET /api/div/{T}.US?from&to&fmt=json&api_token=`; `date` is the ex-day, `unadjustedValue` the
///   amount as paid, `value` the amount divided by later splits
///   (<https://eodhd.com/financial-apis/api-splits-dividends>).
/// - **Answer**: [Dividend]s in the range, oldest first, as paid; an empty array is proof that there was none.
/// - **Cost**: one API call of the day.
/// - **Errors**: as [EodhdBars]; a dividend in another currency than USD, or only in its adjusted form, is `Failed`.
public record EodhdDividends(Limits limits) implements Source<EodhdQuestion, List<Dividend>> {

    @Override
    public Spec spec() {
        return new Spec("eodhd.dividends", 1, limits, Price.FREE, EodhdBars.REUSE);
    }

    @Override
    public String canonical(EodhdQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(EodhdQuestion question, Key key) {
        return EodhdReply.get(EodhdReply.range("div", question), key);
    }

    @Override
    public Answer<List<Dividend>> read(EodhdQuestion question, Reply reply) {
        return new EodhdReply("eodhd.dividends", question.range().ticker(), question.canonical()).read(reply, json -> {
            EodhdReply.array(json);
            var facts = new Facts(question.range(), reply.receivedAt());
            for (var row : json.values()) {
                add(row, facts);
            }
            return new Answer.Found<>(facts.dividends(), reply.receivedAt());
        });
    }

    private static void add(JsonNode row, Facts facts) throws BadBody {
        var day = Values.day(row.path("date").stringValue(""), "date of a dividend");
        var currency = row.path("currency").stringValue("");
        if (!currency.equals("USD")) {
            throw new BadBody("got a dividend in " + (currency.isEmpty() ? "no currency" : Values.shown(currency))
                    + " on " + day + ", want USD");
        }
        var where = "unadjustedValue of " + day;
        facts.dividend(day, Values.number(row.path("unadjustedValue"), where));
    }
}
