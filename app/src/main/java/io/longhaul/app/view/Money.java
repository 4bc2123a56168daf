package io.longhaul.app.view;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Amounts in USD. The store counts whole 1e-9 USD.
public final class Money {

    private static final BigDecimal CENT = new BigDecimal("0.01");

    private Money() {}

    public static BigDecimal usd(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }

    /// `$0.00`, `$12.40`; four decimals below a cent, so that a little is not shown as nothing.
    public static String text(BigDecimal usd) {
        boolean little = usd.signum() != 0 && usd.abs().compareTo(CENT) < 0;
        return "$" + usd.setScale(little ? 4 : 2, RoundingMode.HALF_UP).toPlainString();
    }

    /// `$0.0349`: not rounded, for amounts that a user has to exceed.
    public static String exact(long nanos) {
        var usd = usd(nanos).stripTrailingZeros();
        return "$" + usd.setScale(Math.max(2, usd.scale())).toPlainString();
    }

    public static String text(long nanos) {
        return text(usd(nanos));
    }

    /// `12.4000`, as JSON documents have it.
    public static String json(BigDecimal usd) {
        return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    public static String json(long nanos) {
        return json(usd(nanos));
    }
}
