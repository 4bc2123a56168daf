package io.longhaul.io.parquet;

import io.longhaul.engine.Columns;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Pattern;

/// What the cells of one column have in common, as far as they were seen.
final class Shape {
    private static final int DOUBLE_DIGITS = 15;
    private static final int DOUBLE_EXPONENT = 300;

    /// Of `2026-11-22T10:15:30`.
    private static final int SECONDS = 19;

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,17}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");

    private final Columns.Type type;
    private boolean text;
    private boolean wholes = true;
    private boolean doubles = true;
    private boolean days = true;
    private boolean instants = true;
    private boolean any;
    private long before;
    private long after;

    Shape(Columns.Type type) {
        this.type = type;
    }

    /// Takes note of a cell that is not empty.
    ///
    /// @param number whether it is a number, in a column of such
    void see(String cell, boolean number) {
        any = true;
        switch (type) {
            case NUMBER -> seeNumber(cell, number);
            case TIME -> {
                days = days && isDay(cell);
                instants = instants && isInstant(cell);
            }
            case TEXT, BYTES -> {}
        }
    }

    private void seeNumber(String cell, boolean number) {
        try {
            text |= !number;
            var value = number ? new BigDecimal(cell) : BigDecimal.ZERO;
            long exponent = (long) value.precision() - value.scale();
            wholes &= WHOLE.matcher(cell).matches();
            doubles &= value.precision() <= DOUBLE_DIGITS && Math.abs(exponent) <= DOUBLE_EXPONENT;
            before = Math.max(before, exponent);
            after = Math.max(after, value.scale());
        } catch (NumberFormatException beyondAllExponents) {
            text = true;
        }
    }

    private static boolean isDay(String cell) {
        try {
            return DAY.matcher(cell).matches() && LocalDate.parse(cell).toString().equals(cell);
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    /// Leap seconds and 24:00 are none: they would come back as others.
    private static boolean isInstant(String cell) {
        try {
            return INSTANT.matcher(cell).matches()
                    && Instant.parse(cell).toString().startsWith(cell.substring(0, SECONDS));
        } catch (DateTimeException noSuchInstant) {
            return false;
        }
    }

    Kind kind() {
        return switch (type) {
            case NUMBER -> text ? Kind.TEXT : numberKind();
            case TIME -> timeKind();
            case TEXT, BYTES -> Kind.TEXT;
        };
    }

    private Kind numberKind() {
        if (any && wholes) {
            return Kind.INTEGER;
        }
        return doubles ? Kind.DOUBLE : before + after <= Kind.DIGITS ? Kind.DECIMAL : Kind.TEXT;
    }

    private Kind timeKind() {
        if (!any) {
            return Kind.TEXT;
        }
        return days ? Kind.DATE : instants ? Kind.INSTANT : Kind.TEXT;
    }

    /// Digits after the point, as far as there are any.
    int scale() {
        return (int) after;
    }
}
