package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Adding something is one folder and one line: this fails when the line is missing.
class ExtensionTest {
    private static final String APP = "app/src/main/java/io/longhaul/app/";
    private static final String FORMATS = "io/src/main/java/io/longhaul/io/Formats.java";

    /// Packages with one folder an extension, and the list in `app` that names each.
    private static final List<Kind> KINDS = List.of(
            new Kind("sources", "io.longhaul.source", APP + "Sources.java",
                    Map.of("http", "a transport, not an upstream")),
            new Kind("workflows", "io.longhaul.workflow", APP + "Workflows.java",
                    Map.of("report", "analytics over stored runs, not a workflow")),
            new Kind("io", "io.longhaul.io", FORMATS,
                    Map.of("list", "reading of lists, whatever their format", "result",
                            "what formats have in common")));

    /// A file in `cli` with this line is a command, or a group of them; the list is `Commands`.
    private static final Pattern COMMAND = Pattern.compile("^@(CommandLine\\.)?Command\\b", Pattern.MULTILINE);

    /// @param notListed folder to reason
    private record Kind(String module, String basePackage, String list, Map<String, String> notListed) {
        Stream<String> missing(Tree tree) {
            var text = tree.text(list);
            return tree.folders(module + "/src/main/java/" + basePackage.replace('.', '/')).stream()
                    .filter(folder -> !notListed.containsKey(folder))
                    .filter(folder -> !text.contains(basePackage + "." + folder + "."))
                    .map(folder -> basePackage + "." + folder + " has no line in " + list);
        }
    }

    @Test
    void everyFolderHasItsLine() {
        assertThat(missing(Tree.here())).isEmpty();
    }

    @Test
    void aFolderWithoutALineIsNamed(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("sources/src/main/java/io/longhaul/source/yahoo"));
        Files.createDirectories(root.resolve("sources/src/main/java/io/longhaul/source/http"));
        Files.createDirectories(root.resolve("io/src/main/java/io/longhaul/io/csv"));
        Files.createDirectories(root.resolve(APP + "cli"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.createFile(Files.createDirectories(root.resolve("app")).resolve("pom.xml"));
        Files.writeString(root.resolve(FORMATS), "import io.longhaul.io.csv.Csv;");
        Files.writeString(root.resolve(APP + "cli/Status.java"), "@Command(name = \"status\")\nfinal class Status {}");
        Files.writeString(root.resolve(APP + "cli/Table.java"), "final class Table {}");

        assertThat(missing(new Tree(root))).containsExactly(
                "io.longhaul.source.yahoo has no line in " + APP + "Sources.java",
                "command Status has no line in " + APP + "Commands.java");
    }

    private static Stream<String> missing(Tree tree) {
        return Stream.concat(KINDS.stream().flatMap(kind -> kind.missing(tree)), commandsMissing(tree));
    }

    private static Stream<String> commandsMissing(Tree tree) {
        var list = tree.text(APP + "Commands.java");
        return tree.java("main").stream()
                .filter(file -> file.startsWith(tree.root().resolve(APP + "cli")))
                .filter(file -> COMMAND.matcher(Tree.read(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .filter(command -> !Pattern.compile("\\b" + command + "\\b").matcher(list).find())
                .map(command -> "command " + command + " has no line in " + APP + "Commands.java");
    }
}
