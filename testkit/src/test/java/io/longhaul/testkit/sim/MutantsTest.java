package io.longhaul.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether the defects that the simulation must find can still be made; that it finds them, `longhaul lab teeth` shows.
class MutantsTest {

    private static final Path ENGINE = Path.of("..", "engine", "src", "main", "java", "io", "longhaul", "engine");

    static Iterable<Mutants.Mutant> all() {
        return Mutants.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsTextStandsOnceInItsFile(Mutants.Mutant mutant) throws IOException {
        assertThat(Files.readString(ENGINE.resolve(mutant.file()))).containsOnlyOnce(mutant.from());
    }
}
