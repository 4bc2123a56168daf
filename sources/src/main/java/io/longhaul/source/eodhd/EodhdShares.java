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
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.Url;
import io.longhaul.source.market.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Shares outstanding by quarterly balance sheet, from EODHD.
///
/// - **Upstream**: `GET /api/fundamentals/{T}.US?filter=Financials::Balance_Sheet::quarterly&api_token=`: an object of
///   balance sheets by date, with `commonStockSharesOutstanding`.
/// - **Answer**: [SharesOutstanding], oldest first; balance sheets that do not tell are left out.
/// - **Cost**: ten API calls of the day.
/// - **Errors**: as [EodhdBars]; none with a share count, or a plan without fundamentals, is `Missing`.
public record EodhdShares(Limits limits) implements Source<Ticker, List<SharesOutstanding>> {

    private static final int UNITS = 10;
    private static final String FIELD = "commonStockSharesOutstanding";

    @Override
    public Spec spec() {
        return new Spec("eodhd.shares", 1, limits, Price.FREE, EodhdBars.REUSE).counting(UNITS);
    }

    @Override
    public String canonical(Ticker ticker) {
        return ticker.symbol();
    }

    @Override
    public Request request(Ticker ticker, Key key) {
        var url = Url.of("api", "fundamentals", ticker.dashed() + ".US")
                .with("filter", "Financials::Balance_Sheet::quarterly");
        return EodhdReply.get(url, key);
    }

    @Override
    public Answer<List<SharesOutstanding>> read(Ticker ticker, Reply reply) {
        return new EodhdReply("eodhd.shares", ticker, ticker.symbol()).read(reply, json -> {
            var shares = new ArrayList<SharesOutstanding>();
            for (var sheet : json.properties()) {
                add(sheet.getKey(), sheet.getValue(), shares);
            }
            shares.sort(Comparator.comparing(SharesOutstanding::asOf));
            return shares.isEmpty()
                    ? new Answer.Missing<>("eodhd has no share count of " + ticker)
                    : new Answer.Found<>(List.copyOf(shares), reply.receivedAt());
        });
    }

    private static void add(String name, JsonNode sheet, List<SharesOutstanding> shares) throws BadBody {
        if (!sheet.hasNonNull(FIELD)) {
            return;
        }
        var day = Values.day(sheet.path("date").stringValue(name), "date of a balance sheet");
        long count = Values.shares(Values.number(sheet.path(FIELD), FIELD + " of " + day), FIELD + " of " + day);
        if (count > 0) {
            shares.add(new SharesOutstanding(day, count));
        }
    }
}
