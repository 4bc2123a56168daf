package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longhaul.engine.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgvTest {

    private static final Row ROW = new Row(List.of("ticker", "Market Cap ($)"), List.of("$(rm -rf) 'x' \\1", "7"));

    @ParameterizedTest
    @ValueSource(strings = {
        "a b  c",
        "  a\tb  c ",
        "'a b' c",
        "a'b c'd",
        "\"a b\" \"\" ''",
        "\"a\\\"b\\\\c\\d\"",
        "a\\ b \\\"c\\\" \\'d",
        "'it'\\''s'",
        "a\\\nb \"c\\\nd\"",
        "--x=\"y z\" '-n' é",
        "\"'\" '\"'",
        "'a|b' \\| \";\" x|y"
    })
    void wordsAreThoseOfAShell(String command) throws Exception {
        // x|y is one word here and a pipe in a shell, so the shell gets it quoted
        var forShell = command.replace("x|y", "'x|y'");
        var shell = new ProcessBuilder("/bin/sh", "-c", "printf '%s\\0' " + forShell).start();
        var printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(String.join("\0", Argv.split(command)) + "\0").isEqualTo(printed);
    }

    @Test
    void nothingIsExpanded() {
        assertThat(Argv.split("echo $HOME `id` ~ * \"$(id)\"")).containsExactly("echo", "$HOME", "`id`", "~", "*",
                "$(id)");
    }

    @Test
    void whatIsNoCommandIsToldWithItsPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> Argv.split("a 'b c"))
                .withMessageContaining("' at position 3");
        assertThatIllegalArgumentException().isThrownBy(() -> Argv.split("a b\"c"))
                .withMessageContaining("\" at position 4");
        assertThatIllegalArgumentException().isThrownBy(() -> Argv.split("a \\")).withMessageContaining("backslash");
        assertThatIllegalArgumentException().isThrownBy(() -> Argv.split(" \t")).withMessageContaining("empty");
        assertThatIllegalArgumentException().isThrownBy(() -> Argv.split("a | b"))
                .withMessageContaining("\"|\" needs a shell");
    }

    @Test
    void aCellIsOneArgumentWhateverItHolds() {
        assertThat(Argv.fill(List.of("screen", "{ticker}", "--t={ticker}:{Market Cap ($)}"), ROW, "ticker"))
                .containsExactly("screen", "$(rm -rf) 'x' \\1", "--t=$(rm -rf) 'x' \\1:7");
    }

    @Test
    void bracesThatAreNoColumnStay() {
        assertThat(Argv.fill(List.of("{print $1}", "{in}", "{out}", "{}", "{{print}}", "{\"a\":{\"b\":1}}"), ROW,
                "ticker"))
                .containsExactly("{print $1}", "{in}", "{out}", "{}", "{print}", "{\"a\":{\"b\":1}}");
    }

    @Test
    void anUnknownColumnIsToldWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Argv.fill(List.of("{tickr}"), ROW, "ticker"))
                .withMessageContaining("{tickr}")
                .withMessageContaining("ticker, Market Cap ($)");
        assertThat(Argv.columns(List.of("a", "{ticker}{in}", "{print $1}"), ROW.columns(), "ticker"))
                .containsExactly("ticker");
    }

    @Test
    void aCellThatNoArgumentCanCarryIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Argv.fill(List.of("{a}"), new Row(List.of("a"), List.of("x\0y")), "a"))
                .withMessageContaining("column a holds a NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Argv.fill(List.of("{a}"), new Row(List.of("a"), List.of("{in}")), "a"))
                .withMessageContaining("{in}");
    }
}
