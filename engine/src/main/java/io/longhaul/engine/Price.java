package io.longhaul.engine;

import java.math.BigDecimal;

/// What one call costs at most.
///
/// @param max in [#currency()], reserved before sending; the settled cost is what [Source#cost] reads from the reply
public record Price(BigDecimal max) {

    public static final Price FREE = new Price(BigDecimal.ZERO);

    public Price {
        if (max.signum() < 0 || max.scale() > 9) {
            throw new IllegalArgumentException("price " + max + "; want 0 or more with at most 9 decimals");
        }
    }

    /// The one currency of ledger and budgets.
    public static String currency() {
        return "USD";
    }

    public static Price perCall(String usd) {
        return new Price(new BigDecimal(usd));
    }

    public boolean free() {
        return max.signum() == 0;
    }
}
