package io.longhaul.lab.twin;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// `/q/d/l/?s=brk-b.us&i=d&d1=20240102&d2=20241231`; always status 200, and no key.
final class StooqTwin implements Twin {

    private static final String SUFFIX = ".us";

    private final Listing listing;

    StooqTwin(Listing listing) {
        this.listing = listing;
    }

    @Override
    public String name() {
        return "stooq";
    }

    @Override
    public String key(Asked asked) {
        return "";
    }

    @Override
    public Told tell(Asked asked) {
        var security = security(asked.of("s"));
        if (security.isEmpty() || !asked.path().equals("/q/d/l/")) {
            return new Told(404, 200, Told.TEXT, "No data");
        }
        var last = asked.yesterday();
        var to = day(asked.of("d2"), last);
        return Told.data(
                security.get(), "text/csv",
                csv(security.get(), day(asked.of("d1"), security.get().listed()), to.isAfter(last) ? last : to));
    }

    private Optional<Security> security(String symbol) {
        boolean lower = symbol.equals(symbol.toLowerCase(Locale.ROOT));
        if (!symbol.endsWith(SUFFIX) || !lower) {
            return Optional.empty();
        }
        var bare = symbol.substring(0, symbol.length() - SUFFIX.length());
        return bare.contains(".")
                ? Optional.empty()
                : listing.listed(bare.replace('-', '.').toUpperCase(Locale.ROOT));
    }

    private static LocalDate day(String text, LocalDate otherwise) {
        try {
            return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException none) {
            return otherwise;
        }
    }

    private static StringBuilder csv(Security security, LocalDate from, LocalDate to) {
        var csv = new StringBuilder(16_384).append("Date,Open,High,Low,Close,Volume\r\n");
        for (var raw : security.bars(from, to)) {
            var bar = raw.adjusted(security.since(raw.day()));
            csv.append(bar.day()).append(',');
            TwinBar.price(csv, bar.open());
            TwinBar.price(csv.append(','), bar.high());
            TwinBar.price(csv.append(','), bar.low());
            TwinBar.price(csv.append(','), bar.close());
            csv.append(',').append(bar.volume()).append("\r\n");
        }
        return csv;
    }

    /// Too many in a short time bring its check for browsers.
    @Override
    public Told refuse(Asked asked, boolean day) {
        return day
                ? new Told(429, 200, Told.TEXT, "Exceeded the daily hits limit")
                : new Told(
                        429, 200, Told.HTML,
                        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><noscript>This site requires"
                                + " JavaScript to verify your browser. Please enable JavaScript and reload.</noscript>"
                                + "<script>fetch(\"/__verify\")</script></body></html>");
    }
}
