package io.longhaul.io;

import io.longhaul.io.json.JsonFormat;
import io.longhaul.io.result.Format;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

class JsonFormatTest implements JsonResultsContract {

    @Override
    public Format format() {
        return new JsonFormat();
    }

    @Override
    public List<Map<String, JsonNode>> rows(byte[] written) {
        return JSON.readValue(written, new TypeReference<>() {});
    }

    @Override
    public String file(String first, String second) {
        return "[\n" + first + ",\n" + second + "\n]\n";
    }
}
