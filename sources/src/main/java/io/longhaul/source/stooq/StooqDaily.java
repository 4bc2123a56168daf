package io.longhaul.source.stooq;

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
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.Url;
import io.longhaul.source.market.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Daily bars of one security, from Stooq.
///
/// - **Upstream**: `GET /q/d/l/?s=aapl.us&i=d&d1=YYYYMMDD&d2=YYYYMMDD`; CSV `Date,Open,High,Low,Close,Volume`, oldest
///   first, some without the last column (volume is then 0).
/// - **Answer**: [DailyBars], split-adjusted, without facts.
/// - **Cost**: free; no key. No published limit.
/// - **Errors**, all with status 200: `Exceeded the daily hits limit` closes the owner; `No data` is `Missing`; an
///   empty body and a web page, as its JavaScript check, are `Throttled`.
public record StooqDaily(Limits limits) implements Source<BarsQuestion, DailyBars> {

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final List<String> PRICES = List.of("open", "high", "low", "close");
    private static final String HEADER = "Date,Open,High,Low,Close";

    @Override
    public Spec spec() {
        return new Spec("stooq.daily", 1, limits, Price.FREE, Reuse.store(Duration.ofDays(1)));
    }

    @Override
    public String canonical(BarsQuestion question) {
        return question.canonical();
    }

    @Override
    public Request request(BarsQuestion question, Key key) {
        var symbol = question.ticker().dashed().toLowerCase(Locale.ROOT) + ".us";
        return Request.get(new Url("/q/d/l/")
                .with("s", symbol)
                .with("i", "d")
                .with("d1", DAY.format(question.from()))
                .with("d2", DAY.format(question.to()))
                .toString());
    }

    @Override
    public Answer<DailyBars> read(BarsQuestion question, Reply reply) {
        var body = Body.of(reply);
        if (body.says("exceeded the daily hits limit")) {
            return Refusals.owner(null, "stooq: the day's hits are used up");
        }
        var common = Refusals.<DailyBars>common("stooq", reply, body);
        if (common.isPresent()) {
            return common.get();
        }
        if (body.head().startsWith("no data")) {
            return new Answer.Missing<>("stooq has no data of " + question.canonical());
        }
        if (reply.status() != 200) {
            return Refusals.unexpected("stooq", reply);
        }
        try {
            var bars = bars(question, reply.text().lines().toList());
            return bars.isEmpty()
                    ? new Answer.Missing<>("stooq has no bars of " + question.canonical())
                    : new Answer.Found<>(
                            new DailyBars(bars, DailyBars.Basis.SPLIT_ADJUSTED, List.of(), List.of(), false),
                            reply.receivedAt());
        } catch (BadBody bad) {
            return Refusals.invalid("stooq.daily", question, bad);
        }
    }

    private static List<Bar> bars(BarsQuestion question, List<String> lines) throws BadBody {
        var header = lines.getFirst().replace("\uFEFF", "").strip();
        if (!header.equals(HEADER) && !header.equals(HEADER + ",Volume")) {
            throw new BadBody("got no CSV that begins with " + HEADER);
        }
        int columns = header.split(",").length;
        var series = new BarSeries(question);
        for (var line : lines.subList(1, lines.size())) {
            if (!line.isBlank()) {
                series.add(bar(line.strip().split(",", -1), columns));
            }
        }
        return series.bars();
    }

    private static Bar bar(String[] cells, int columns) throws BadBody {
        if (cells.length != columns) {
            throw new BadBody("got a line of " + cells.length + " fields, want " + columns);
        }
        var day = Values.day(cells[0], "Date");
        var prices = new BigDecimal[PRICES.size()];
        for (int i = 0; i < prices.length; i++) {
            var where = PRICES.get(i) + " of " + day;
            prices[i] = notNegative(number(cells[i + 1], where), where);
        }
        long volume = columns < 6 || cells[5].isEmpty()
                ? 0
                : Values.shares(number(cells[5], "volume of " + day), "volume of " + day);
        return new Bar(day, prices[0], prices[1], prices[2], prices[3], volume);
    }
}
