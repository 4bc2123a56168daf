package io.longhaul.lab.hostile;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Random requests made from the service's own document: some as it says, most nearly so, some not at all.
final class Generated {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NASTY = List.of(
            "", " ", "\0", "\ufeffAAPL", "fill-cache-1", "latest", "../../etc/passwd", "{}", "[]", "null", "-1", "0",
            "1e309", "99999999999999999999", "' OR 1=1 --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "%s%n",
            "\ud83d\ude80", "\u00e9", "a\nb", "\"", "\\", "x".repeat(3000), "true", "items.1:0", "csv", "failed",
            "\u001b[31mred", "pending,done");

    private record Operation(String method, String path, JsonNode node, boolean open) {}

    private final Random random;
    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    Generated(long seed, JsonNode document) {
        this.random = new Random(seed);
        this.document = document;
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                var security = method.getValue().path("security");
                operations.add(new Operation(
                        method.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), method.getValue(),
                        security.isArray() && security.isEmpty()));
            }
        }
    }

    Sent next(int number) {
        var operation = operations.get(random.nextInt(operations.size()));
        var target = path(operation) + query(operation);
        var headers = new LinkedHashMap<String, String>();
        if (random.nextInt(10) == 0) {
            headers.put("Idempotency-Key", "k" + random.nextInt(5));
        }
        if (random.nextInt(5) == 0) {
            headers.put(List.of("If-Match", "If-None-Match", "Accept", "X-Request-Id", "Range", "Last-Event-ID")
                    .get(random.nextInt(6)), List.of("*", "\"a.b\"", "y".repeat(100), "none").get(random.nextInt(4)));
        }
        return new Sent(
                number + ": " + operation.method() + " " + operation.path(), operation.method(), target,
                operation.open(), random.nextInt(10) > 0, headers, body(operation));
    }

    private @Nullable String body(Operation operation) {
        if (!operation.node().has("requestBody") || random.nextInt(8) == 0) {
            return null;
        }
        var body = value(operation.node().at("/requestBody/content/application~1json/schema"), 0).toString();
        return random.nextInt(15) == 0 ? body.substring(0, random.nextInt(body.length() + 1)) : body;
    }

    private String path(Operation operation) {
        var name = random.nextInt(4) > 0
                ? List.of("fill-cache-1", "fill-cache-2", "latest").get(random.nextInt(3))
                : nasty();
        var path = new StringBuilder();
        for (var part : operation.path().split("(?<=/)", -1)) {
            path.append(part.startsWith("{") ? encoded(name) + (part.endsWith("/") ? "/" : "") : part);
        }
        return path.toString();
    }

    private String query(Operation operation) {
        var parts = new ArrayList<String>();
        for (var parameter : operation.node().path("parameters")) {
            if (parameter.path("in").asString("").equals("query") && random.nextInt(3) == 0) {
                parts.add(parameter.path("name").asString("") + "="
                        + encoded(value(parameter.path("schema"), 0).asString("")));
            }
        }
        if (random.nextInt(20) == 0) {
            parts.add(encoded(nasty()) + "=" + encoded(nasty()));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String nasty() {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (random.nextInt(12) == 0) {
            return anything(depth);
        }
        if (schema.has("$ref")) {
            return value(document.at(schema.path("$ref").asString("").substring(1)), depth);
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        var types = schema.path("type");
        return switch (types.isArray() ? types.get(random.nextInt(types.size())).asString("") : types.asString("")) {
            case "object" -> object(schema, depth);
            case "array" -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    array.add(value(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "integer" -> NODES.numberNode(number(schema));
            case "number" -> NODES.numberNode(random.nextDouble() * 100);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> NODES.stringNode(random.nextInt(3) == 0 ? nasty() : "AAPL");
        };
    }

    private long number(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1000);
        return switch (random.nextInt(6)) {
            case 0 -> least - 1;
            case 1 -> most + 1;
            case 2 -> random.nextLong();
            default -> least + random.nextLong(Math.max(1, most - least + 1));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var object = NODES.objectNode();
        var required = schema.path("required").toString();
        for (var property : schema.path("properties").properties()) {
            boolean wanted = required.contains("\"" + property.getKey() + "\"");
            if (wanted ? random.nextInt(20) > 0 : random.nextInt(3) == 0) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        }
        var more = schema.path("additionalProperties");
        if (more.isObject() || random.nextInt(15) == 0) {
            object.set(random.nextBoolean() ? "ticker" : nasty(),
                    more.isObject() ? value(more, depth + 1) : anything(depth + 1));
        }
        return object;
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextDouble() * 1e300);
            case 4 -> NODES.stringNode(nasty());
            case 5 -> NODES.arrayNode().add(anything(depth + 1));
            default -> NODES.objectNode().set(nasty(), anything(depth + 1));
        };
    }
}
