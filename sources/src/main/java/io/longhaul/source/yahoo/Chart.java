package io.longhaul.source.yahoo;

import static io.longhaul.source.market.Values.notNegative;
import static io.longhaul.source.market.Values.number;
import static io.longhaul.source.market.Values.ofFloat;
import static io.longhaul.source.market.Values.shown;
import static io.longhaul.source.market.Values.volume;

import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarSeries;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Facts;
import io.longhaul.source.market.TradingCalendar;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The body of a chart: one array per field, days as seconds of the epoch.
final class Chart {

    private static final Set<String> NEW_YORK_OFFSETS = Set.of("-18000", "-14400");
    private static final List<String> PRICES = List.of("open", "high", "low", "close");
    private static final List<String> FIELDS = List.of("open", "high", "low", "close", "volume");

    private final BarsQuestion question;
    private final JsonNode result;
    private final Instant receivedAt;

    /// @param receivedAt when the body came
    Chart(BarsQuestion question, JsonNode body, Instant receivedAt) throws BadBody {
        this.question = question;
        this.receivedAt = receivedAt;
        this.result = body.path("chart").path("result").path(0);
        var meta = result.path("meta");
        var symbol = meta.path("symbol").stringValue("");
        if (!symbol.equalsIgnoreCase(question.ticker().dashed())) {
            throw new BadBody("got a chart of \"" + symbol + "\", want " + question.ticker().dashed());
        }
        var currency = meta.path("currency").stringValue("");
        if (!currency.equals("USD")) {
            throw new BadBody("got " + (currency.isEmpty() ? "no currency" : "prices in " + shown(currency))
                    + ", want USD");
        }
        mustBeInNewYork(meta);
    }

    /// Every listing in the USA is; a day is another one elsewhere.
    private static void mustBeInNewYork(JsonNode meta) throws BadBody {
        var name = meta.path("exchangeTimezoneName").stringValue("");
        if (name.isEmpty() && !NEW_YORK_OFFSETS.contains(meta.path("gmtoffset").asString(""))) {
            throw new BadBody("got neither exchangeTimezoneName nor a gmtoffset of New York, want "
                    + TradingCalendar.NEW_YORK);
        }
        if (!name.isEmpty() && !name.equals(TradingCalendar.NEW_YORK.getId())) {
            throw new BadBody("got days in " + shown(name) + ", want " + TradingCalendar.NEW_YORK);
        }
    }

    DailyBars bars() throws BadBody {
        return facts().with(series(), DailyBars.Basis.SPLIT_ADJUSTED);
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
        long volume = volume(number(quote.path("volume").path(i), where), where);
        return new Bar(day, prices.get(0), prices.get(1), prices.get(2), prices.get(3), volume);
    }

    private Facts facts() throws BadBody {
        var facts = new Facts(question, receivedAt);
        for (var event : result.path("events").path("dividends").values()) {
            var day = day(event.path("date"));
            facts.dividend(day, number(event.path("amount"), "dividend of " + day));
        }
        for (var event : result.path("events").path("splits").values()) {
            var day = day(event.path("date"));
            var where = "split of " + day;
            facts.split(day, number(event.path("numerator"), where), number(event.path("denominator"), where));
        }
        return facts;
    }

    private LocalDate day(JsonNode seconds) throws BadBody {
        try {
            return Instant.ofEpochSecond(number(seconds, "a timestamp").longValue()).atZone(TradingCalendar.NEW_YORK)
                    .toLocalDate();
        } catch (DateTimeException outside) {
            throw new BadBody("got " + seconds + ", want seconds of the epoch, as a timestamp");
        }
    }
}
