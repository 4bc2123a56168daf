package io.longhaul.lab.twin;

import io.longhaul.lab.twin.TwinBar.Split;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One security whose whole life follows from its symbol, the same for every provider: any bar can be had without those
/// before it. Days that were recorded are as recorded.
///
/// - **Listed**: since 1990, or (one in five) since a day between 2000 and 2021.
/// - **Split**: one in eight, once between 2012 and 2024: 2:1, 4:1 or 1:10.
/// - **Dividend**: one in three, each quarter, half a percent of the price.
final class Security {

    private static final LocalDate FIRST = LocalDate.of(1990, 1, 2);

    private final long seed;
    private final LocalDate listed;
    private final @Nullable Split split;
    private final int dividendMonth;
    private final Map<LocalDate, TwinBar> recorded;

    Security(String symbol, Map<LocalDate, TwinBar> recorded) {
        this.recorded = recorded;
        this.seed = mixed(fnv(symbol));
        long draw = seed >>> 8;
        // what is recorded is raw and knows of no split: none may come from here
        boolean plain = !recorded.isEmpty();
        this.listed = seed % 5 == 0 && !plain
                ? Sessions.onOrAfter(LocalDate.of(2000, 1, 3).plusDays(draw % 8000))
                : FIRST;
        var day = Sessions.onOrAfter(LocalDate.of(2012, 1, 3).plusDays(draw / 7 % 4700));
        this.split = Math.floorMod(seed, 8) != 1 || plain || !day.isAfter(listed)
                ? null
                : switch ((int) (draw % 3)) {
                    case 0 -> new Split(day, 2, 1);
                    case 1 -> new Split(day, 4, 1);
                    default -> new Split(day, 1, 10);
                };
        this.dividendMonth = Math.floorMod(seed, 3) == 1 && !plain ? 1 + (int) (draw % 3) : 0;
    }

    boolean recorded() {
        return !recorded.isEmpty();
    }

    LocalDate listed() {
        return listed;
    }

    /// @return the one there is, if it is in the range
    List<Split> splits(LocalDate from, LocalDate to) {
        return split == null || split.day().isBefore(from) || split.day().isAfter(to) ? List.of() : List.of(split);
    }

    /// What one share of that day has become since.
    Split since(LocalDate day) {
        return split != null && day.isBefore(split.day()) ? split : new Split(day, 1, 1);
    }

    /// As traded, oldest first.
    List<TwinBar> bars(LocalDate from, LocalDate to) {
        return Sessions.between(from.isBefore(listed) ? listed : from, to).stream().map(this::bar).toList();
    }

    TwinBar bar(LocalDate day) {
        var known = recorded.get(day);
        return known == null ? made(day) : known;
    }

    private TwinBar made(LocalDate day) {
        long t = day.toEpochDay();
        double trend = (20 + Math.floorMod(seed >>> 16, 300))
                * Math.exp(0.35 * Math.sin(t / 240.0 + (seed & 63)) + 0.12 * Math.sin(t / 27.0 + (seed >>> 6 & 63)));
        var now = since(day);
        double scale = trend * now.after() / now.before();
        long close = cents(scale * (1 + 0.012 * noise(t, 1)));
        long open = cents(scale * (1 + 0.012 * noise(t, 2)));
        long high = cents(Math.max(open, close) / (double) TwinBar.UNITS * (1 + 0.01 * Math.abs(noise(t, 3))));
        long low = cents(Math.min(open, close) / (double) TwinBar.UNITS * (1 - 0.01 * Math.abs(noise(t, 4))));
        long volume = 1000 * (100 + Math.floorMod(mixed(seed ^ (t * 31)), 20_000L));
        return new TwinBar(
                day, open, Math.max(high, Math.max(open, close)), Math.min(low, Math.min(open, close)), close, volume);
    }

    private static long cents(double price) {
        return Math.max(1, Math.round(price * 100)) * (TwinBar.UNITS / 100);
    }

    private double noise(long t, int which) {
        return (mixed(seed + t * 1_000_003 + which * 7919L) >> 11) / (double) (1L << 52);
    }

    /// Ex-day and cash as of that day, in units.
    record Payment(LocalDate exDay, long amount) {}

    List<Payment> payments(LocalDate from, LocalDate to) {
        var payments = new ArrayList<Payment>();
        if (dividendMonth == 0) {
            return payments;
        }
        var month = (from.isBefore(listed) ? listed : from).withDayOfMonth(1);
        for (; !month.isAfter(to); month = month.plusMonths(1)) {
            if (month.getMonthValue() % 3 == dividendMonth % 3) {
                var exDay = Sessions.onOrAfter(month.plusDays(9));
                if (!exDay.isBefore(from) && !exDay.isAfter(to) && exDay.isAfter(listed)) {
                    payments.add(new Payment(exDay, cents(bar(exDay).close() * 0.005 / TwinBar.UNITS)));
                }
            }
        }
        return payments;
    }

    /// As a balance sheet of that day says.
    long shares(LocalDate day) {
        long now = 1000L * (10_000 + Math.floorMod(seed >>> 12, 1_000_000));
        var since = since(day);
        return now * since.before() / since.after();
    }

    private static long fnv(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
