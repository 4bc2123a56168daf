package io.longhaul.lab.twin;

import java.time.LocalDate;

/// A session of a security as traded; prices in hundredths of a cent, the finest that adjusted prices need.
record TwinBar(LocalDate day, long open, long high, long low, long close, long volume) {

    static final int UNITS = 10_000;

    /// Divided by what one share of the day has become since.
    TwinBar adjusted(Split split) {
        return new TwinBar(
                day, split.divide(open), split.divide(high), split.divide(low), split.divide(close),
                split.multiply(volume));
    }

    /// @param after shares for `before`
    record Split(LocalDate day, int after, int before) {
        long divide(long price) {
            return price * before / after;
        }

        long multiply(long shares) {
            return shares * after / before;
        }
    }

    /// As `129.04`, without what is not needed of the last digits.
    static void price(StringBuilder to, long units) {
        to.append(units / UNITS);
        long rest = units % UNITS;
        if (rest != 0) {
            to.append('.');
            for (long place = UNITS / 10; rest > 0; place /= 10) {
                to.append((char) ('0' + rest / place));
                rest %= place;
            }
        }
    }
}
