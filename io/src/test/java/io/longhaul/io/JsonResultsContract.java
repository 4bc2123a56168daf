package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What all formats made of JSON objects have in common.
interface JsonResultsContract extends ResultWriterContract {
    JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    List<Map<String, JsonNode>> rows(byte[] written);

    /// The file of these two objects.
    String file(String first, String second);

    @Override
    default List<List<String>> read(byte[] written) {
        return rows(written).stream()
                .map(row -> row.values().stream().map(JsonResultsContract::cell).toList())
                .toList();
    }

    private static String cell(JsonNode node) {
        if (node.isNull()) {
            return "";
        }
        return node.isBigDecimal() ? node.decimalValue().toString() : node.asString();
    }

    @Override
    default String guarded(String text) {
        return text; // nothing runs a string of JSON
    }

    private String written(@Nullable String... cells) {
        var out = new ByteArrayOutputStream();
        try (var writer = format().open(out, COLUMNS.all())) {
            writer.row(Arrays.asList(cells));
            writer.row(Arrays.asList("B", "2", null, ""));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    default void numbersAreNumbersAndEmptyCellsNull() {
        assertThat(written("A", "-0.034", "2026-11-22", "x")).isEqualTo(file(
                "{\"ticker\":\"A\",\"change\":-0.034,\"filedOn\":\"2026-11-22\",\"said\":\"x\"}",
                "{\"ticker\":\"B\",\"change\":2,\"filedOn\":null,\"said\":\"\"}"));
    }

    @Test
    default void anEmptyTextIsNoNull() {
        assertThat(written("", "", "", null))
                .contains("{\"ticker\":\"\",\"change\":null,\"filedOn\":null,\"said\":null}");
    }
}
