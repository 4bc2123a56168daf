package io.longhaul.app.view;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON documents on standard output.
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// Of the schema that documents bear, in keys' order of insertion.
    public static ObjectNode document() {
        return object().put("schema", 1);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static void print(PrintStream out, JsonNode document) {
        out.println(text(document));
    }

    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /// With that many decimals at most; what is no number is 0.
    static BigDecimal number(double value, int decimals) {
        var exact = Double.isFinite(value) ? BigDecimal.valueOf(value) : BigDecimal.ZERO;
        var plain = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
