package io.longhaul.app.mirror;

import io.longhaul.workflow.fillcache.Imported;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Years out of a value of the original cache, `{"2024":{"price":…,"market_cap":…,"shares_outstanding":…}}`. Only
/// numbers that can be are taken: above 0, and below what any company ever had.
final class ImportedYears {

    private static final Pattern YEAR = Pattern.compile("(19|20)\\d\\d");
    private static final BigDecimal DEAREST = new BigDecimal("1e8");
    private static final BigDecimal LARGEST = new BigDecimal("1e15");

    private long leftOut;

    /// Fields so far that were there and were not taken.
    long leftOut() {
        return leftOut;
    }

    SortedMap<Integer, Imported.Year> of(ObjectNode value) {
        var years = new TreeMap<Integer, Imported.Year>();
        for (var each : value.properties()) {
            if (!YEAR.matcher(each.getKey()).matches() || !each.getValue().isObject()) {
                leftOut++;
                continue;
            }
            var year = new Imported.Year(
                    number(each.getValue().get("price"), DEAREST),
                    number(each.getValue().get("market_cap"), LARGEST),
                    number(each.getValue().get("shares_outstanding"), LARGEST));
            if (!year.empty()) {
                years.put(Integer.valueOf(each.getKey()), year);
            }
        }
        return years;
    }

    private @Nullable BigDecimal number(@Nullable JsonNode field, BigDecimal most) {
        if (field == null || field.isNull()) {
            return null;
        }
        // a double first: an exponent of a billion digits must not be written out
        double rough = field.isNumber() ? field.doubleValue() : Double.NaN;
        if (!(rough > 1e-9 && rough < most.doubleValue())) {
            leftOut++;
            return null;
        }
        return field.isIntegralNumber() ? field.decimalValue() : BigDecimal.valueOf(rough).stripTrailingZeros();
    }
}
