package io.longhaul.source.market;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import tools.jackson.databind.JsonNode;

/// Prices, volumes and days as providers write them, checked one by one.
public final class Values {

    /// Nothing that is traded has more digits; a number of a million digits must not be computed with.
    private static final int MOST_DIGITS = 15;

    private static final int MOST_DECIMALS = 40;
    private static final float MOST_FLOAT = 1e15f;

    private Values() {}

    /// The field's number, whether written as a number or as text.
    ///
    /// @param where of what, for the message: put into words only if it is needed
    public static BigDecimal number(JsonNode field, Object where) throws BadBody {
        if (field.isNumber()) {
            try {
                return sane(field.decimalValue(), where);
            } catch (ArithmeticException | UnsupportedOperationException notANumber) {
                throw new BadBody("got \"" + field + "\", want a number, as " + where);
            }
        }
        return number(field.stringValue(""), where);
    }

    public static BigDecimal number(String text, Object where) throws BadBody {
        try {
            return sane(new BigDecimal(text), where);
        } catch (NumberFormatException none) {
            throw new BadBody("got \"" + shown(text) + "\", want a number, as " + where);
        }
    }

    private static BigDecimal sane(BigDecimal number, Object where) throws BadBody {
        long digits = (long) number.precision() - number.scale();
        if (digits > MOST_DIGITS || number.scale() > MOST_DECIMALS) {
            throw new BadBody("got a number of " + Math.max(digits, number.scale()) + " digits, want " + MOST_DIGITS
                    + " and " + MOST_DECIMALS + " decimals at most, as " + where);
        }
        var plain = number.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0, RoundingMode.UNNECESSARY) : plain;
    }

    public static BigDecimal notNegative(BigDecimal number, Object where) throws BadBody {
        if (number.signum() < 0) {
            throw new BadBody("got " + number + ", want none below zero, as " + where);
        }
        return number;
    }

    /// A price that was a 32-bit float upstream, as its shortest decimal: 75.0875015258789 is 75.0875. Decades of bars
    /// are tens of thousands of these.
    public static BigDecimal ofFloat(JsonNode field, Object where) throws BadBody {
        double wide = (field.isNumber() ? field.decimalValue() : number(field, where)).doubleValue();
        float narrow = (float) wide;
        if (!(Math.abs(narrow) < MOST_FLOAT) || narrow == 0 && wide != 0) {
            return number(field, where); // which says what is wrong with it
        }
        var plain = new BigDecimal(Float.toString(narrow)).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0, RoundingMode.UNNECESSARY) : plain;
    }

    /// Shares traded.
    public static long volume(BigDecimal number, Object where) throws BadBody {
        if (notNegative(number, where).scale() > 0) {
            throw new BadBody("got " + number + ", want whole shares, as " + where);
        }
        return number.longValueExact();
    }

    /// Whole shares, rounded: balance sheets and volumes that were divided by splits have fractions of one.
    public static long shares(BigDecimal number, Object where) throws BadBody {
        return notNegative(number, where).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /// @param text ISO, or ISO with a time after it
    public static LocalDate day(String text, String where) throws BadBody {
        try {
            return LocalDate.parse(text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text);
        } catch (DateTimeException none) {
            throw new BadBody("got \"" + shown(text) + "\", want a day as 2024-02-29, as " + where);
        }
    }

    /// As far as a message needs it.
    public static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
