package io.longhaul.io;

import io.longhaul.io.jsonl.JsonlFormat;
import io.longhaul.io.result.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

class JsonlFormatTest implements JsonResultsContract {

    @Override
    public Format format() {
        return new JsonlFormat();
    }

    @Override
    public List<Map<String, JsonNode>> rows(byte[] written) {
        return new String(written, StandardCharsets.UTF_8)
                .lines()
                .map(line -> JSON.readValue(line, new TypeReference<Map<String, JsonNode>>() {}))
                .toList();
    }

    @Override
    public String file(String first, String second) {
        return first + "\n" + second + "\n";
    }
}
