package io.longhaul.source.market;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// From raw bars to adjusted ones and back, by the facts.
///
/// - **Split ratio** of a day = product of numerator / denominator over the splits after it.
/// - **Split-adjusted price** = raw price / ratio; volume x ratio.
/// - **Adjusted close** = split-adjusted close x product, over the dividends after the day, of
///   (1 - dividend / raw close of the session before the ex-day): what vendors call `adjclose`.
public final class Adjustment {
    private static final MathContext EXACT = MathContext.DECIMAL64;

    private final List<Split> splits;
    private final List<Dividend> dividends;

    public Adjustment(List<Split> splits, List<Dividend> dividends) {
        this.splits = splits.stream().sorted(Comparator.comparing(Split::day)).toList();
        this.dividends = dividends.stream().sorted(Comparator.comparing(Dividend::exDay)).toList();
    }

    /// Shares now for one share on that day.
    public BigDecimal ratio(LocalDate day) {
        var ratio = BigDecimal.ONE;
        for (var split : splits) {
            if (split.day().isAfter(day)) {
                ratio = ratio.multiply(split.numerator()).divide(split.denominator(), EXACT);
            }
        }
        return ratio;
    }

    /// A bar as it was traded.
    ///
    /// @param basis of the bar given
    public Bar raw(Bar bar, DailyBars.Basis basis) {
        var ratio = ratio(bar.day());
        if (basis == DailyBars.Basis.RAW || ratio.compareTo(BigDecimal.ONE) == 0) {
            return bar;
        }
        long volume = new BigDecimal(bar.volume()).divide(ratio, EXACT).setScale(0, RoundingMode.HALF_UP).longValue();
        if (basis == DailyBars.Basis.VOLUME_ADJUSTED) {
            return new Bar(bar.day(), bar.open(), bar.high(), bar.low(), bar.close(), volume);
        }
        return new Bar(
                bar.day(),
                times(bar.open(), ratio),
                times(bar.high(), ratio),
                times(bar.low(), ratio),
                times(bar.close(), ratio),
                volume);
    }

    /// A dividend as it was paid.
    ///
    /// @param basis of the bars it came with
    public Dividend raw(Dividend adjusted, DailyBars.Basis basis) {
        if (basis != DailyBars.Basis.SPLIT_ADJUSTED) {
            return adjusted;
        }
        // it is paid on the shares of the ex-day, so a split on that day counts as before it
        return new Dividend(adjusted.exDay(), times(adjusted.amount(), ratio(adjusted.exDay())));
    }

    public BigDecimal splitAdjusted(LocalDate day, BigDecimal price) {
        return price.divide(ratio(day), EXACT).stripTrailingZeros();
    }

    /// The adjusted closes of raw bars, in their order.
    ///
    /// @param bars oldest first; dividends count from the second on, as the close before must be known
    public List<BigDecimal> adjustedCloses(List<Bar> bars) {
        var closes = new ArrayList<BigDecimal>(bars.size());
        var factor = BigDecimal.ONE;
        int next = dividends.size() - 1;
        for (int i = bars.size() - 1; i >= 0; i--) {
            var bar = bars.get(i);
            while (next >= 0 && dividends.get(next).exDay().isAfter(bar.day())) {
                boolean known = i < bars.size() - 1;
                factor = known ? factor.multiply(without(dividends.get(next), bar), EXACT) : factor;
                next--;
            }
            closes.add(bar.close().multiply(factor, EXACT).divide(ratio(bar.day()), EXACT));
        }
        return closes.reversed();
    }

    /// @param before the last bar before the ex-day
    private BigDecimal without(Dividend dividend, Bar before) {
        if (before.close().signum() == 0) {
            return BigDecimal.ONE;
        }
        // both on the basis of the ex-day: a split in between changes the close before it
        var close = before.close().multiply(ratio(dividend.exDay()), EXACT).divide(ratio(before.day()), EXACT);
        var left = BigDecimal.ONE.subtract(dividend.amount().divide(close, EXACT));
        return left.signum() > 0 ? left : BigDecimal.ONE;
    }

    private static BigDecimal times(BigDecimal price, BigDecimal ratio) {
        return price.multiply(ratio, EXACT).stripTrailingZeros();
    }
}
