package io.longhaul.app.cli.watch;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Numbers, times and names as people read them.
public final class Words {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm", Locale.ENGLISH);

    private Words() {}

    /// `13 min 14 s`, `2 d 3 h`, `0.4 s`.
    public static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min"
                : seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
    }

    /// `12:41` today, else `Fri 4 Dec 03:20`.
    public static String clock(Instant at, Instant now) {
        var zone = ZoneId.systemDefault();
        var there = at.atZone(zone);
        var here = now.atZone(zone);
        if (there.toLocalDate().equals(LocalDate.ofInstant(now, zone))) {
            return CLOCK.format(there);
        }
        return (there.getYear() == here.getYear() || Duration.between(now, at).toDays() < 300 ? DAY : YEAR)
                .format(there);
    }

    /// `503 rows`, `1 row`.
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /// `$1.25` from 1e-9 USD.
    public static String usd(long nanos) {
        return usd(BigDecimal.valueOf(nanos, 9));
    }

    /// `$1.25`; small amounts keep four decimals.
    public static String usd(BigDecimal amount) {
        var cents = amount.setScale(2, RoundingMode.HALF_UP);
        boolean exact = cents.compareTo(amount) == 0;
        return "$" + (exact ? cents : amount.setScale(4, RoundingMode.HALF_UP)).toPlainString();
    }

    /// A file as short as it can be named from here.
    public static String path(String path, Path workingDirectory) {
        if (path.isEmpty() || path.equals("-")) {
            return path;
        }
        var absolute = workingDirectory.resolve(path).normalize();
        return absolute.startsWith(workingDirectory.normalize())
                ? workingDirectory.normalize().relativize(absolute).toString()
                : absolute.toString();
    }

    /// One line without control characters, cut after so many characters.
    public static String line(String text, int most) {
        var plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() <= most ? plain : plain.substring(0, Math.max(0, most - 1)) + "…";
    }
}
