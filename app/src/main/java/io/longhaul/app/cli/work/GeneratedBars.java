package io.longhaul.app.cli.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/// Daily bars that look like prices and are none: the same for a ticker at every run, newest first, in the shape
/// `datetime,open,high,low,close,volume`.
final class GeneratedBars {

    static final String NOTE = "GENERATED.txt";

    private static final int BARS = 60;
    private static final LocalDate NEWEST = LocalDate.of(2025, 12, 31);

    private GeneratedBars() {}

    static void write(Path directory, Iterable<String> tickers) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(NOTE),
                "The prices in this directory are generated from the tickers' letters. They are not market data.\n");
        for (var ticker : tickers) {
            Files.writeString(directory.resolve(ticker + "_daily.csv"), of(ticker));
        }
    }

    static String of(String ticker) {
        var random = new SplittableRandom(ticker.hashCode() * 2_654_435_761L);
        var text = new StringBuilder("datetime,open,high,low,close,volume\n");
        double close = 20 + random.nextInt(400);
        double drift = random.nextDouble(-0.004, 0.004);
        var day = NEWEST;
        for (int bar = 0; bar < BARS; bar++) {
            double open = close * (1 - drift - random.nextDouble(-0.015, 0.015));
            double high = Math.max(open, close) * (1 + random.nextDouble(0.01));
            double low = Math.min(open, close) * (1 - random.nextDouble(0.01));
            text.append(String.format(
                    Locale.ROOT, "%s,%.2f,%.2f,%.2f,%.2f,%d%n", day, open, high, low, close,
                    100_000 + random.nextInt(9_000_000)));
            close = open;
            day = earlier(day);
        }
        return text.toString();
    }

    private static LocalDate earlier(LocalDate day) {
        var before = day.minusDays(1);
        while (before.getDayOfWeek() == DayOfWeek.SATURDAY || before.getDayOfWeek() == DayOfWeek.SUNDAY) {
            before = before.minusDays(1);
        }
        return before;
    }
}
