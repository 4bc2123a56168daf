package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/requirements.md` names every requirement once and only proofs that exist.
class RequirementsTest {
    /// How many numbered requirements each seed has.
    private static final Map<String, Integer> SEEDS =
            new TreeMap<>(Map.of("000", 13, "001", 16, "002", 14, "003", 11, "004", 20));

    /// What a command in the table may begin with, and its subcommands.
    private static final Map<String, Set<String>> COMMANDS = Map.of(
            "./check", Set.of("", "--long"),
            "./longhaul", Set.of(
                    "screen", "fill-cache", "catalyst", "filings", "research", "discover", "status", "jobs", "items",
                    "resume", "pause", "cancel", "retry", "export", "report", "explain", "clean", "plan", "serve",
                    "demo", "install", "doctor", "config", "version", "lab", "bench", "--help"));

    private static final Pattern ROW = Pattern.compile("\\|\\s*(\\d{3}\\.\\d+)\\s*\\|\\s*(.*?)\\s*\\|\\s*(.*?)\\s*\\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*)#(\\w+)");

    private record Line(String number, String what, String shownBy) {}

    @Test
    void everyRequirementHasExactlyOneRow() {
        var known = SEEDS.entrySet().stream()
                .flatMap(seed -> IntStream.rangeClosed(1, seed.getValue()).mapToObj(n -> seed.getKey() + "." + n));

        assertThat(rows(Tree.here()).map(Line::number)).containsExactlyElementsOf(known.toList());
    }

    @Test
    void everyRowSaysWhatAndNamesAProofOrIsOpen() {
        assertThat(rows(Tree.here())).allSatisfy(row -> {
            assertThat(row.what()).as(row.number()).isNotBlank();
            assertThat(row.shownBy().startsWith("open") || QUOTED.matcher(row.shownBy()).find()).as("%s", row).isTrue();
        });
    }

    @Test
    void everyProofNamedExists() {
        var tree = Tree.here();
        var sources = Stream.concat(tree.java("test").stream(), tree.java("main").stream()
                .filter(file -> file.startsWith(tree.root().resolve("testkit")))).toList();
        var byClass = new TreeMap<String, String>();
        sources.forEach(file -> byClass.merge(file.getFileName().toString().replace(".java", ""), Tree.read(file),
                String::concat));

        assertThat(rows(tree).flatMap(row -> complaints(row, byClass).stream())).isEmpty();
    }

    @Test
    void aProofThatDoesNotExistIsNamed() {
        var tests = Map.of("ScreenTest", "class ScreenTest { @Test void aBatchResumes() {} }");

        assertThat(complaints(shownBy("`ScreenTest#aBatchResumes`, `./longhaul demo`, `./check --long`"), tests))
                .isEmpty();
        assertThat(complaints(shownBy("`ScreenTest#aBatch`"), tests))
                .containsExactly("000.1: no method ScreenTest#aBatch");
        assertThat(complaints(shownBy("`NoTest#aBatch`"), tests)).containsExactly("000.1: no class NoTest");
        assertThat(complaints(shownBy("`./longhaul scren x`"), tests))
                .containsExactly("000.1: no command ./longhaul scren");
        assertThat(complaints(shownBy("`rm -rf`"), tests))
                .containsExactly("000.1: neither Class#method nor a command: rm -rf");
    }

    private static Line shownBy(String proof) {
        return new Line("000.1", "something", proof);
    }

    private static List<String> complaints(Line row, Map<String, String> testsByClass) {
        var complaints = new ArrayList<String>();
        QUOTED.matcher(row.shownBy()).results().map(quoted -> complaint(quoted.group(1), testsByClass))
                .filter(text -> !text.isEmpty())
                .forEach(text -> complaints.add(row.number() + ": " + text));
        return complaints;
    }

    /// What is wrong with one proof, empty if nothing.
    private static String complaint(String proof, Map<String, String> testsByClass) {
        var test = TEST.matcher(proof);
        if (test.matches()) {
            var text = testsByClass.get(test.group(1));
            if (text == null) {
                return "no class " + test.group(1);
            }
            return Pattern.compile("\\bvoid\\s+" + test.group(2) + "\\s*\\(").matcher(text).find()
                    ? ""
                    : "no method " + proof;
        }
        var words = (proof + " ").split(" ", -1);
        var subcommands = COMMANDS.get(words[0]);
        if (subcommands == null) {
            return "neither Class#method nor a command: " + proof;
        }
        return subcommands.contains(words[1]) ? "" : "no command " + words[0] + " " + words[1];
    }

    private static Stream<Line> rows(Tree tree) {
        return tree.text("docs/requirements.md").lines().map(ROW::matcher).filter(row -> row.matches())
                .map(row -> new Line(row.group(1), row.group(2), row.group(3)));
    }
}
