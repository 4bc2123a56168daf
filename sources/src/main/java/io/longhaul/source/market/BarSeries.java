package io.longhaul.source.market;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the rows of a reply in its order and keeps those that were asked for. Only a series that can be true is taken,
/// as a reply with one impossible bar is not to be believed in the others: days ascend and stand once, nothing trades
/// for nothing, no high is below its low, and open and close are between them. A zero says that a price is not known,
/// as opens of old days are; such a row is no bar, as one of nulls, so that its day is a gap that is named.
public final class BarSeries {

    /// How far open and close may be outside of low and high, as a share of the price: of 9,320 recorded bars of
    /// listings in the USA none is, but of Yahoo's of Johannesburg 8 of 29 are, by 0.63 % at most, since an auction may
    /// be in the one and not in the other. Rounding moves none: prices of one bar are rounded alike.
    private static final BigDecimal SLACK = new BigDecimal("0.01");

    /// The least step of any market, 0.0001, divided by splits of 100,000 to one; the lowest recorded price is 0.1455.
    private static final BigDecimal LEAST = new BigDecimal("1e-9");

    private final BarsQuestion asked;
    private final List<Bar> bars = new ArrayList<>();
    private @Nullable LocalDate last;
    private int unpriced;

    public BarSeries(BarsQuestion asked) {
        this.asked = asked;
    }

    public void add(Bar bar) throws BadBody {
        if (last != null && !bar.day().isAfter(last)) {
            throw new BadBody("got " + bar.day() + " after " + last + ", want days that ascend and stand once");
        }
        last = bar.day();
        boolean wanted = asked.holds(bar.day());
        if (unpriced(bar)) {
            unpriced += wanted ? 1 : 0;
            return;
        }
        mustBePossible(bar);
        if (wanted) {
            bars.add(bar);
        }
    }

    private static boolean unpriced(Bar bar) {
        return bar.open().signum() == 0
                || bar.high().signum() == 0
                || bar.low().signum() == 0
                || bar.close().signum() == 0;
    }

    private static void mustBePossible(Bar bar) throws BadBody {
        mustBeAPrice("open", bar.open(), bar);
        mustBeAPrice("high", bar.high(), bar);
        mustBeAPrice("low", bar.low(), bar);
        mustBeAPrice("close", bar.close(), bar);
        if (bar.high().compareTo(bar.low()) < 0) {
            throw new BadBody("got high " + bar.high() + " below low " + bar.low() + " on " + bar.day()
                    + ", want none below it");
        }
        mustBeInRange("open", bar.open(), bar);
        mustBeInRange("close", bar.close(), bar);
    }

    private static void mustBeAPrice(String field, BigDecimal price, Bar bar) throws BadBody {
        if (price.compareTo(LEAST) < 0) {
            throw new BadBody("got " + field + " " + price + " on " + bar.day() + ", want a price above zero");
        }
    }

    private static void mustBeInRange(String field, BigDecimal price, Bar bar) throws BadBody {
        var outside = price.subtract(bar.high()).max(bar.low().subtract(price));
        if (outside.signum() > 0 && outside.compareTo(price.max(bar.low()).multiply(SLACK)) > 0) {
            throw new BadBody("got " + field + " " + price + " on " + bar.day() + ", want one between low " + bar.low()
                    + " and high " + bar.high());
        }
    }

    /// @throws BadBody if all bars asked for lacked a price: that proves nothing
    public List<Bar> bars() throws BadBody {
        if (bars.isEmpty() && unpriced > 0) {
            throw new BadBody("got " + unpriced + " bars in " + asked.from() + ".." + asked.to()
                    + " and none without a zero for a price; want prices");
        }
        return List.copyOf(bars);
    }
}
