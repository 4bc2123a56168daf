package io.longhaul.source.market;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes the dividends and splits of a reply in any order and keeps those that were asked for. Only what can have
/// happened is taken: no split is of a coming day, since prices are not divided by it yet.
public final class Facts {

    /// The most that is paid for a share, as a multiple of its close before. Of recorded dividends in the USA none is
    /// above 0.04, and the highest of all, 1.23, comes with a consolidation in London. A fund that is wound up pays all
    /// it has, which may be more than it traded for.
    private static final BigDecimal MOST = new BigDecimal("1.25");

    private final BarsQuestion asked;
    private final LocalDate today;
    private final List<Dividend> dividends = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();

    /// @param receivedAt when the reply came
    public Facts(BarsQuestion asked, Instant receivedAt) {
        this.asked = asked;
        this.today = LocalDate.ofInstant(receivedAt, TradingCalendar.NEW_YORK);
    }

    /// Keeps a dividend with an ex-day in the range.
    public void dividend(LocalDate exDay, BigDecimal amount) throws BadBody {
        Values.notNegative(amount, "dividend of " + exDay);
        if (asked.holds(exDay)) {
            dividends.add(new Dividend(exDay, amount));
        }
    }

    /// Keeps a split from the first day of the range on.
    public void split(LocalDate day, BigDecimal numerator, BigDecimal denominator) throws BadBody {
        if (numerator.signum() <= 0 || denominator.signum() <= 0) {
            throw new BadBody("got split " + numerator + ":" + denominator + " on " + day + ", want both above zero");
        }
        if (day.isAfter(today)) {
            throw new BadBody("got split " + numerator + ":" + denominator + " on " + day
                    + ", want none after the day of the reply, " + today);
        }
        if (!day.isBefore(asked.from())) {
            splits.add(new Split(day, numerator, denominator));
        }
    }

    public List<Dividend> dividends() {
        return dividends.stream().sorted(Comparator.comparing(Dividend::exDay)).toList();
    }

    public List<Split> splits() {
        return splits.stream().sorted(Comparator.comparing(Split::day)).toList();
    }

    /// The bars with these facts.
    public DailyBars with(List<Bar> bars, DailyBars.Basis basis) throws BadBody {
        return joined(bars, basis, dividends(), splits());
    }

    /// Bars and facts that came in several replies.
    ///
    /// @throws BadBody if more than a share was worth is paid for it
    public static DailyBars joined(
            List<Bar> bars, DailyBars.Basis basis, List<Dividend> dividends, List<Split> splits) throws BadBody {
        var since = new Adjustment(basis == DailyBars.Basis.SPLIT_ADJUSTED ? List.of() : splits, List.of());
        int next = 0;
        for (var dividend : dividends) {
            while (next < bars.size() && bars.get(next).day().isBefore(dividend.exDay())) {
                next++;
            }
            if (next > 0) { // else the close before is not in the reply
                mustBePayable(dividend, bars.get(next - 1), since);
            }
        }
        return new DailyBars(bars, basis, dividends, splits, true);
    }

    private static void mustBePayable(Dividend dividend, Bar before, Adjustment since) throws BadBody {
        // both on the basis of today: a split in between changes the close before it
        var close = since.splitAdjusted(before.day(), before.close());
        var paid = since.splitAdjusted(dividend.exDay(), dividend.amount());
        if (paid.compareTo(close.multiply(MOST)) > 0) {
            throw new BadBody("got a dividend of " + dividend.amount() + " on " + dividend.exDay()
                    + " after a close of " + before.close() + " on " + before.day()
                    + ", want no more than a share is worth");
        }
    }
}
