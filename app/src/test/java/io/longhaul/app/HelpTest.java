package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.run.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Help begins with an example that can be typed, and no word of it is cut, however wide the terminal is.
class HelpTest {

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    static List<Commands.Command> commands() {
        return Commands.ALL;
    }

    private List<String> help(int columns, String... line) {
        var words = new ArrayList<>(List.of(line));
        words.add("--help");
        var ended = cli.variables(Map.of("COLUMNS", String.valueOf(columns))).run(words.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out().lines().toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anExampleThatCanBeTypedComesFirst(Commands.Command command) {
        var example = help(200, command.name()).getFirst();

        assertThat(example).startsWith("Example: longhaul " + command.name());
        var words = WORD.matcher(example.substring("Example: longhaul ".length())).results()
                .map(each -> each.group().replace("\"", ""))
                .skip(1)
                .toArray(String[]::new);
        var line = new CommandLine(command.make().apply(wiring()));
        assertThat(line.parseArgs(words).errors()).isEmpty();
    }

    private Wiring wiring() {
        var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var streams = Streams.of(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        return new Wiring(streams, Map.of(), cli.directory(), Clocks.system(), Signals.none());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void wordsStayWholeAtAnyWidth(Commands.Command command) {
        var whole = words(help(999, command.name()));
        for (int columns : new int[] {50, 80, 120}) {
            var lines = help(columns, command.name());

            assertThat(words(lines)).as("at %d columns", columns).isEqualTo(whole);
            assertThat(lines).allSatisfy(
                    line -> assertThat(line.length() <= columns || line.strip().indexOf(' ') < 0).as(line).isTrue());
        }
    }

    private static String words(List<String> lines) {
        return String.join(" ", lines).replaceAll("\\s+", " ");
    }

    @Test
    void theListOfCommandsAndThePlansAreWrappedToo() {
        for (var line : new String[][] {{}, {"plan"}}) {
            assertThat(help(60, line)).first().asString().startsWith("Example: longhaul ");
            assertThat(help(60, line)).allMatch(each -> each.length() <= 60);
            assertThat(words(help(60, line))).isEqualTo(words(help(200, line)));
        }
    }

    @Test
    void withoutAWidthItIsEighty() {
        assertThat(cli.run("screen", "--help").out().lines()).allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.length() > 70);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "many", "12", "99999999999"})
    void aWidthThatIsNoneIsLeftAlone(String columns) {
        var ended = cli.variables(Map.of("COLUMNS", columns)).run("screen", "--help");

        assertThat(ended.out()).isEqualTo(cli.variables(Map.of()).run("screen", "--help").out());
    }
}
