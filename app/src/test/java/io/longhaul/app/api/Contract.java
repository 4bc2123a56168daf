package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `openapi.json` as a judge of answers.
final class Contract {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> known = new ConcurrentHashMap<>();

    /// @param path as in the document
    record Operation(String method, String path, JsonNode node, JsonNode pathNode) {
        String id() {
            return node.path("operationId").asString("");
        }

        boolean open() {
            return node.has("security") && node.get("security").isEmpty();
        }

        List<JsonNode> parameters() {
            var all = new ArrayList<JsonNode>();
            pathNode.path("parameters").forEach(all::add);
            node.path("parameters").forEach(all::add);
            return all;
        }
    }

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract ours() {
        try (InputStream in = Contract.class.getResourceAsStream("openapi.json")) {
            return new Contract(MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By id.
    Map<String, Operation> operations() {
        var all = new TreeMap<String, Operation>();
        document.get("paths").properties().forEach(path -> METHODS.forEach(method -> {
            var node = path.getValue().get(method);
            if (node != null) {
                var operation = new Operation(method.toUpperCase(java.util.Locale.ROOT), path.getKey(), node,
                        path.getValue());
                assertThat(all.put(operation.id(), operation)).as("two operations " + operation.id()).isNull();
            }
        }));
        return all;
    }

    /// Fails if the operation may not answer that.
    ///
    /// @param operationId empty for a path that is none
    void judge(String operationId, Http.Reply reply) {
        var as = operationId + " " + reply.status() + " " + reply.text();
        assertThat(reply.headers()).as(as).containsKey("x-content-type-options").doesNotContainKey(
                "access-control-allow-origin");
        var type = reply.header("content-type").split(";", 2)[0];
        if (operationId.isEmpty() && type.equals(WebReply.JSON)) {
            fits("/components/schemas/Failure", reply.json(), as); // of the endpoints with a shape of their own
            return;
        }
        if (operationId.isEmpty() || type.equals(WebReply.PROBLEM)) {
            assertThat(type).as(as).isEqualTo(WebReply.PROBLEM);
            assertThat(reply.status()).as(as).isGreaterThanOrEqualTo(400);
            fits("/components/schemas/Problem", reply.json(), as);
            assertThat(reply.json().get("status").asInt()).as(as).isEqualTo(reply.status());
            return;
        }
        var operation = operations().get(operationId);
        if (operation == null) {
            throw new AssertionError("not in the document: " + as);
        }
        var place = "/paths/" + operation.path().replace("~", "~0").replace("/", "~1") + "/"
                + operation.method().toLowerCase(java.util.Locale.ROOT) + "/responses/" + reply.status();
        if (operation.path().startsWith("/api/") && document.at(place).isMissingNode() && reply.status() >= 400) {
            place = place.substring(0, place.lastIndexOf('/')) + "/default";
        }
        var response = document.at(place);
        assertThat(response.isMissingNode()).as("not in the document: " + as).isFalse();
        response.path("headers").propertyNames().forEach(name -> assertThat(reply.headers())
                .as(as).containsKey(name.toLowerCase(java.util.Locale.ROOT)));
        if (!response.has("content")) {
            assertThat(reply.body()).as(as).isEmpty();
            return;
        }
        assertThat(response.get("content").has(type)).as("type " + type + " of " + as).isTrue();
        if (type.equals(WebReply.JSON)) {
            fits(place + "/content/application~1json/schema", reply.json(), as);
        }
    }

    void fits(String place, JsonNode value, String as) {
        var schema = known.computeIfAbsent(place, any -> {
            var node = (ObjectNode) document.deepCopy();
            node.put("$ref", "#" + place);
            return schemas.getSchema(node);
        });
        assertThat(schema.validate(value)).as(as).isEmpty();
    }
}
