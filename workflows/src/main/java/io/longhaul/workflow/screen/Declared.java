package io.longhaul.workflow.screen;

import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/// What the user says that the command uses, as typed: `5/s`, `500/day@America/New_York`, `0.02`.
public final class Declared {

    private static final Pattern RATE = Pattern.compile("(\\d{1,18})/(\\d{0,9})(ms|s|sec|m|min|h|hour)");
    private static final Pattern QUOTA =
            Pattern.compile("(\\d{1,18})/(\\d{0,9})(day|days|d)(?:@(\\S+?))?(?:\\+(\\d{1,9})s)?");

    /// A start counts every slot of a window as taken, and keeps each in memory.
    private static final long MOST_IN_A_WINDOW = 1_000_000;

    private static final Duration LONGEST_WINDOW = Duration.ofDays(366);
    private static final long MOST_OF_A_QUOTA = 1_000_000_000_000L;
    private static final int MOST_DAYS = 366;
    private static final long LATEST_RESET = 86_399;

    /// Ten million runs still add up to whole 1e-9 USD in 63 bits.
    private static final BigDecimal MOST_A_RUN = BigDecimal.valueOf(500);

    private Declared() {}

    /// `5/s`, `100/min`, `10/30s`.
    ///
    /// @throws IllegalArgumentException naming what was got and what is wanted
    public static Rate rate(String text) {
        var match = RATE.matcher(text.strip());
        if (!match.matches()) {
            throw wrongRate(text);
        }
        long calls = Long.parseLong(match.group(1));
        long count = match.group(2).isEmpty() ? 1 : Long.parseLong(match.group(2));
        var unit = switch (match.group(3)) {
            case "ms" -> Duration.ofMillis(1);
            case "s", "sec" -> Duration.ofSeconds(1);
            case "m", "min" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
        var window = unit.multipliedBy(count);
        if (calls < 1 || calls > MOST_IN_A_WINDOW || count < 1 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw wrongRate(text);
        }
        return new Rate(Math.toIntExact(calls), window);
    }

    private static IllegalArgumentException wrongRate(String text) {
        return new IllegalArgumentException("rate \"" + text + "\"; want 1 to " + MOST_IN_A_WINDOW
                + " calls per time of 1ms to " + LONGEST_WINDOW.toHours() + "h, as 5/s, 100/min or 10/30s");
    }

    /// `500/day@America/New_York`, `500/day` (UTC), `2000/7days@UTC`, with a buffer `500/day@UTC+60s`.
    ///
    /// @throws IllegalArgumentException naming what was got and what is wanted
    public static Quota quota(String text) {
        var match = QUOTA.matcher(text.strip());
        if (!match.matches()) {
            throw wrongQuota(text);
        }
        ZoneId zone;
        try {
            zone = ZoneId.of(match.group(4) == null ? "UTC" : match.group(4));
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "quota \"" + text + "\": no time zone \"" + match.group(4)
                            + "\"; want one as America/New_York or UTC",
                    unknown);
        }
        int days = match.group(2).isEmpty() ? 1 : Integer.parseInt(match.group(2));
        long amount = Long.parseLong(match.group(1));
        long later = match.group(5) == null ? Quota.DEFAULT_BUFFER.toSeconds() : Long.parseLong(match.group(5));
        if (amount < 1 || amount > MOST_OF_A_QUOTA || days < 1 || days > MOST_DAYS || later > LATEST_RESET) {
            throw wrongQuota(text);
        }
        return new Quota(amount, days, zone, Duration.ofSeconds(later));
    }

    private static IllegalArgumentException wrongQuota(String text) {
        return new IllegalArgumentException("quota \"" + text + "\"; want 1 to " + MOST_OF_A_QUOTA
                + " calls per 1 to " + MOST_DAYS + " days in a time zone, as 500/day@America/New_York, 2000/7days@UTC,"
                + " or with a reset up to " + LATEST_RESET + " s after midnight, 500/day@UTC+60s");
    }

    /// USD of one run, as `0.02`.
    ///
    /// @throws IllegalArgumentException naming what was got and what is wanted
    public static Price price(String text) {
        BigDecimal usd;
        try {
            if (!text.chars().allMatch(c -> c < 0x80)) { // Java takes the digits of any script
                throw new NumberFormatException("digits other than 0 to 9");
            }
            usd = new BigDecimal(text.strip());
        } catch (NumberFormatException garbage) {
            throw new IllegalArgumentException("price \"" + text + "\"; want USD a run, as 0.02", garbage);
        }
        if (usd.signum() < 0 || usd.scale() > 9 || usd.compareTo(MOST_A_RUN) > 0) {
            throw new IllegalArgumentException("price \"" + text + "\"; want 0 to " + MOST_A_RUN.toPlainString()
                    + " USD a run with at most 9 decimals");
        }
        return new Price(usd);
    }

    static List<Rate> rates(List<String> texts) {
        return texts.stream().map(Declared::rate).toList();
    }

    static List<Quota> quotas(List<String> texts) {
        return texts.stream().map(Declared::quota).toList();
    }
}
