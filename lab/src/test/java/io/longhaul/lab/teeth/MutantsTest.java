package io.longhaul.lab.teeth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether the defects outside the engine can still be made; that tests find them, `longhaul lab teeth` shows.
class MutantsTest {

    private static final Path ROOT = Path.of("..");

    static Iterable<Mutants.Mutant> all() {
        return Mutants.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsTextStandsOnceInItsFileAndItsTestIsThere(Mutants.Mutant mutant) throws IOException {
        var caught = mutant.caughtBy();

        assertThat(Files.readString(mutant.source(ROOT))).containsOnlyOnce(mutant.from());
        assertThat(ROOT.resolve(caught.module())
                .resolve("src/test/java/io/longhaul")
                .resolve(caught.testClass().replace('.', '/') + ".java"))
                .content().contains(" " + caught.method());
    }
}
