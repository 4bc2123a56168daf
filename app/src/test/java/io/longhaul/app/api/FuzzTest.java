package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.core.Command;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Random requests made from the document: some as it says, most nearly so, some not at all. Every answer is judged.
@Timeout(120)
class FuzzTest {

    private static final int REQUESTS = 5_000;
    private static final long SEED = 20_261_122;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> NASTY = List.of(
            "", " ", "\u0000", "\ufeffAAPL", "screen-1", "latest", "../../etc/passwd", "{}", "[]", "null", "-1", "0",
            "1e309", "99999999999999999999", "' OR 1=1 --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "%s%n",
            "\ud83d\ude80", "é", "a\nb", "\"", "\\", "x".repeat(3000), "true", "items.1:0", "csv", "failed",
            "pending,done");

    private final Random random = new Random(SEED);
    private final Contract contract = Contract.ours();

    @Test
    void fiveThousandRandomRequestsBreakNothing(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            served.screen("sh -c 'case $0 in C*) exit 1;; esac; echo $0' {ticker}", ",\"maxRetries\":0", "A", "B", "C");
            served.until("screen-1", "completed");
            served.screen("echo {ticker}", "", "A");
            served.until("screen-2", "completed");
            // commands of random requests must not run
            var strict = served.another(ServerSettings.local(Served.TOKEN));
            try (strict) {
                var operations = List.copyOf(contract.operations().values());
                int good = 0;
                for (int i = 0; i < REQUESTS; i++) {
                    var operation = operations.get(random.nextInt(operations.size()));
                    good += one(served, strict.port(), operation, i);
                }
                // a generator that never gets in tests the door alone
                assertThat(good).isBetween(REQUESTS / 20, REQUESTS);
            }
        }
    }

    /// 1 if it was carried out.
    private int one(Served served, int port, Contract.Operation operation, int number) {
        boolean streams = operation.id().equals("streamEvents");
        var target = path(operation, streams) + query(operation);
        var asked = new Served.Asked(operation.method(), target);
        boolean authorised = random.nextInt(10) > 0;
        if (!authorised) {
            asked.withoutToken();
        }
        boolean key = random.nextInt(10) == 0;
        if (key) {
            asked.header("Idempotency-Key: k" + random.nextInt(5));
        }
        if (random.nextInt(5) == 0) {
            asked.header(List.of("If-Match: *", "If-Match: \"a.b\"", "If-None-Match: *", "Accept: text/html",
                    "X-Request-Id: " + "y".repeat(100), "Range: bytes=0-1").get(random.nextInt(6)));
        }
        if (operation.node().has("requestBody") && random.nextInt(8) > 0) {
            var schema = operation.node().at("/requestBody/content/application~1json/schema");
            var body = MAPPER.writeValueAsString(value(schema, 0));
            asked.body("application/json", random.nextInt(15) == 0 ? cut(body) : body);
        }
        var as = number + ": " + operation.method() + " " + target;
        if (streams) {
            asked.header("Last-Event-ID: none"); // a stream that begins does not end
        }
        var reply = Http.send(port, asked.bytes(port));
        assertThat(reply.status()).as(as + "\n" + reply.text()).isLessThan(500);
        contract.judge(reply.header("content-type").equals(WebReply.PROBLEM) ? "" : operation.id(), reply);
        boolean made = operation.path().startsWith("/api/") || operation.id().equals("createJob");
        if (made && reply.status() > 200 && reply.status() < 300) {
            // thousands of tickers would only keep the machine busy
            served.session.store().job(reply.json().path("jobId").asString(""))
                    .ifPresent(job -> served.session.order(job, new Command.Cancel()));
        }
        if (!authorised && !operation.open()) {
            assertThat(reply.status()).as(as).isGreaterThanOrEqualTo(400);
        }
        return reply.status() < 300 ? 1 : 0;
    }

    private String cut(String body) {
        return body.substring(0, random.nextInt(body.length() + 1));
    }

    private String path(Contract.Operation operation, boolean known) {
        if (!operation.path().contains("{")) {
            return operation.path();
        }
        var names = List.of("screen-1", "screen-2", "latest");
        var name = known || random.nextInt(4) > 0 ? names.get(random.nextInt(3)) : nasty();
        return operation.path().replaceAll("\\{\\w+}", encoded(name).replace("$", "\\$"));
    }

    private String query(Contract.Operation operation) {
        var parts = new ArrayList<String>();
        for (var parameter : operation.parameters()) {
            if (parameter.get("in").asString("").equals("query") && random.nextInt(3) == 0) {
                var value = value(parameter.get("schema"), 0);
                parts.add(parameter.get("name").asString("") + "=" + encoded(value.asString("")));
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
            return value(contract.document.at(schema.get("$ref").asString("").substring(1)), depth);
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        var types = schema.path("type");
        var type = types.isArray() ? types.get(random.nextInt(types.size())).asString("") : types.asString("");
        return switch (type) {
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
            case "null" -> NODES.nullNode();
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
        schema.path("properties").properties().forEach(property -> {
            var required = false;
            for (var name : schema.path("required")) {
                required |= name.asString("").equals(property.getKey());
            }
            if (required ? random.nextInt(20) > 0 : random.nextInt(3) == 0) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        });
        if (schema.path("additionalProperties").isObject() || random.nextInt(15) == 0) {
            var its = schema.path("additionalProperties");
            object.set(random.nextBoolean() ? "ticker" : nasty(), its.isObject()
                    ? value(its, depth + 1)
                    : anything(depth + 1));
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
