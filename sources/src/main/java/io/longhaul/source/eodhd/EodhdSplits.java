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
import io.longhaul.source.market.Facts;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.source.market.Values;
import java.time.LocalDate;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Splits of one security, from EODHD.
///
/// - **Upstream**: `GET /api/splits/{T}.US?from&fmt=json&api_token=`; `[{"date","split":"4.000000/1.000000"}]`
///   (<https://eodhd.com/financial-apis/api-splits-dividends>).
/// - **Answer**: [Split]s from the range's first day until now, as volumes are adjusted for all of them, oldest first; an
///   empty array is proof that there was none. Coming ones are announcements.
/// - **Cost**: one API call of the day.
/// - **Errors**: as [EodhdBars].
public record EodhdSplits(Limits limits) implements Source<EodhdQuestion, List<Split>> {

    @Override
    public Spec spec() {
        return new Spec("eodhd.splits", 2, limits, Price.FREE, EodhdBars.REUSE);
    }

    @Override
    public String canonical(EodhdQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(EodhdQuestion question, Key key) {
        return EodhdReply.get(EodhdReply.since("splits", question), key);
    }

    @Override
    public Answer<List<Split>> read(EodhdQuestion question, Reply reply) {
        return new EodhdReply("eodhd.splits", question.range().ticker(), question.canonical()).read(reply, json -> {
            EodhdReply.array(json);
            var facts = new Facts(question.range(), reply.receivedAt());
            var today = LocalDate.ofInstant(reply.receivedAt(), TradingCalendar.NEW_YORK);
            for (var row : json.values()) {
                add(row, facts, today);
            }
            return new Answer.Found<>(facts.splits(), reply.receivedAt());
        });
    }

    private static void add(JsonNode row, Facts facts, LocalDate today) throws BadBody {
        var day = Values.day(row.path("date").stringValue(""), "date of a split");
        var text = row.path("split").stringValue("");
        var parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new BadBody("got split \"" + text + "\" on " + day + ", want as 4.000000/1.000000");
        }
        var after = Values.number(parts[0], "split of " + day);
        var before = Values.number(parts[1], "split of " + day);
        if (!day.isAfter(today)) {
            facts.split(day, after, before);
        }
    }
}
