package io.longhaul.source.yahoo;

import static io.longhaul.source.market.Values.notNegative;
import static io.longhaul.source.market.Values.number;
import static io.longhaul.source.market.Values.ofFloat;
import static io.longhaul.source.market.Values.shares;

import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarSeries;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.Split;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The body of a chart: one array per field, days as seconds of the epoch.
final class Chart {

    private static final List<String> PRICES = List.of("open", "high", "low", "close");
    private static final List<String> FIELDS = List.of("open", "high", "low", "close", "volume");

    private final BarsQuestion question;
    private final JsonNode result;
    private final ZoneId zone;

    Chart(BarsQuestion question, JsonNode body) throws BadBody {
        this.question = question;
        this.result = body.path("chart").path("result").path(0);
        var meta = result.path("meta");
        var symbol = meta.path("symbol").stringValue("");
        if (!symbol.equalsIgnoreCase(question.ticker().dashed())) {
            throw new BadBody("got a chart of \"" + symbol + "\", want " + question.ticker().dashed());
        }
        var currency = meta.path("currency").stringValue("USD");
        if (!currency.equals("USD")) {
            throw new BadBody("got prices in " + currency + ", want USD");
        }
        this.zone = zone(meta);
    }

    private static ZoneId zone(JsonNode meta) throws BadBody {
        try {
            var name = meta.path("exchangeTimezoneName").stringValue("");
            return name.isEmpty()
                    ? ZoneOffset.ofTotalSeconds(number(meta.path("gmtoffset"), "gmtoffset").intValue())
                    : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new BadBody("got an unknown time zone of the exchange");
        }
    }

    DailyBars bars() throws BadBody {
        return new DailyBars(series(), DailyBars.Basis.SPLIT_ADJUSTED, dividends(), splits(), true);
    }

    private List<Bar> series() throws BadBody {
        var stamps = result.path("timestamp"); // absent where there are no bars
        var quote = result.path("indicators").path("quote").path(0);
        for (var field : FIELDS) {
            if (quote.path(field).size() != stamps.size()) {
                throw new BadBody("got " + quote.path(field).size() + " values of " + field + " for " + stamps.size()
                        + " timestamps, want one each");
            }
        }
        var series = new BarSeries(question);
        var last = LocalDate.MIN;
        for (int i = 0; i < stamps.size(); i++) {
            var day = day(stamps.path(i));
            // while the market trades, the last element is the live price; it may double its day
            boolean live = i == stamps.size() - 1 && day.equals(last);
            if (!live && complete(quote, i)) {
                // a request reaches to today for the sake of splits: days beyond the question are not read
                if (question.holds(day)) {
                    series.add(bar(day, quote, i));
                }
                last = day;
            }
        }
        return series.bars();
    }

    /// A day without trade has nulls; anything else that is no number is no answer.
    private static boolean complete(JsonNode quote, int i) throws BadBody {
        boolean complete = true;
        for (var field : FIELDS) {
            var value = quote.path(field).path(i);
            if (!value.isNumber() && !value.isNull() && !value.isMissingNode()) {
                throw new BadBody("got " + value.getNodeType() + " for " + field + ", want a number or null");
            }
            complete &= value.isNumber();
        }
        return complete;
    }

    /// Of a value, for messages.
    private record Place(String field, LocalDate day) {
        @Override
        public String toString() {
            return field + " of " + day;
        }
    }

    private static Bar bar(LocalDate day, JsonNode quote, int i) throws BadBody {
        var prices = new ArrayList<BigDecimal>();
        for (var field : PRICES) {
            var where = new Place(field, day);
            prices.add(notNegative(ofFloat(quote.path(field).path(i), where), where));
        }
        var where = new Place("volume", day);
        long volume = shares(number(quote.path("volume").path(i), where), where);
        return new Bar(day, prices.get(0), prices.get(1), prices.get(2), prices.get(3), volume);
    }

    private List<Dividend> dividends() throws BadBody {
        var dividends = new ArrayList<Dividend>();
        for (var event : result.path("events").path("dividends").values()) {
            var day = day(event.path("date"));
            var where = "dividend of " + day;
            if (question.holds(day)) {
                dividends.add(new Dividend(day, notNegative(number(event.path("amount"), where), where)));
            }
        }
        dividends.sort(Comparator.comparing(Dividend::exDay));
        return dividends;
    }

    private List<Split> splits() throws BadBody {
        var splits = new ArrayList<Split>();
        for (var event : result.path("events").path("splits").values()) {
            var day = day(event.path("date"));
            var after = number(event.path("numerator"), "split of " + day);
            var before = number(event.path("denominator"), "split of " + day);
            if (after.signum() <= 0 || before.signum() <= 0) {
                throw new BadBody("got split " + after + ":" + before + " on " + day + ", want both above zero");
            }
            if (!day.isBefore(question.from())) {
                splits.add(new Split(day, after, before));
            }
        }
        splits.sort(Comparator.comparing(Split::day));
        return splits;
    }

    private LocalDate day(JsonNode seconds) throws BadBody {
        try {
            return Instant.ofEpochSecond(number(seconds, "a timestamp").longValue()).atZone(zone).toLocalDate();
        } catch (DateTimeException outside) {
            throw new BadBody("got " + seconds + ", want seconds of the epoch, as a timestamp");
        }
    }
}
