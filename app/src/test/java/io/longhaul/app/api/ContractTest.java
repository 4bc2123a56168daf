package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The document says what the service does, and the service does what the document says.
@Timeout(60)
class ContractTest {

    private static final Pattern PART = Pattern.compile("\\{(\\w+)}");

    @Test
    void everyRouteIsInTheDocumentAndEveryOperationIsARoute(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var routes = served.server.routes().all().stream()
                    .map(each -> each.method() + " " + each.path() + " " + each.operationId() + " " + each.open())
                    .collect(Collectors.toCollection(TreeSet::new));
            var operations = served.contract.operations().values().stream()
                    .map(each -> each.method() + " " + each.path() + " " + each.id() + " " + each.open())
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(routes).isEqualTo(operations);
        }
    }

    @Test
    void everyOperationDeclaresItsPartsAndItsProblems() {
        for (var operation : Contract.ours().operations().values()) {
            var parts = new TreeSet<String>();
            var found = PART.matcher(operation.path());
            while (found.find()) {
                parts.add(found.group(1));
            }
            var declared = operation.parameters().stream()
                    .filter(each -> each.get("in").asString("").equals("path"))
                    .map(each -> each.get("name").asString(""))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(declared).as(operation.id()).isEqualTo(parts);
            var errors = operation.path().startsWith("/api/") ? WebReply.JSON : WebReply.PROBLEM;
            assertThat(operation.node().at("/responses/default/content").has(errors)).isTrue();
        }
    }

    @Test
    void theDocumentIsServed(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var document = served.send(Served.get("/openapi.json")).json();

            assertThat(document).isEqualTo(served.contract.document);
            assertThat(document.get("openapi").asString()).isEqualTo("3.1.0");
        }
    }
}
