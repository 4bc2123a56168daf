package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.io.json.JsonFormat;
import io.longhaul.io.result.Format;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonFormatTest implements ResultWriterContract {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Override
    public Format format() {
        return new JsonFormat();
    }

    @Override
    public List<List<String>> read(byte[] written) {
        return rows(written).stream()
                .map(row -> row.values().stream().map(JsonFormatTest::cell).toList())
                .toList();
    }

    private static String cell(JsonNode node) {
        if (node.isNull()) {
            return "";
        }
        return node.isBigDecimal() ? node.decimalValue().toString() : node.asString();
    }

    private static List<Map<String, JsonNode>> rows(byte[] written) {
        return JSON.readValue(written, new TypeReference<>() {});
    }

    @Override
    public String guarded(String text) {
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
    void numbersAreNumbersAndEmptyCellsNull() {
        assertThat(written("A", "-0.034", "2026-11-22", "x"))
                .isEqualTo("[\n{\"ticker\":\"A\",\"change\":-0.034,\"filedOn\":\"2026-11-22\",\"said\":\"x\"}"
                        + ",\n{\"ticker\":\"B\",\"change\":2,\"filedOn\":null,\"said\":\"\"}\n]\n");
    }

    @Test
    void anEmptyTextIsNoNull() {
        assertThat(written("", "", "", null))
                .contains("{\"ticker\":\"\",\"change\":null,\"filedOn\":null,\"said\":null}");
    }
}
