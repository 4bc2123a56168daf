package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What a row is told when no process could be started.
class StartFailureTest {

    private static final String GUESSES = "\nPossible reasons:\n  - Spawn helper ran into JDK version mismatch\n";

    @Test
    void tooManyOpenFilesAreNamedWithWhatToDo() {
        var failure = StartFailure.of(new IOException("Cannot run program \"mkfifo\": Bad file descriptor, error: 24"
                + " (Too many open files) " + GUESSES));

        assertThat(failure.errorClass()).isEqualTo(ErrorClass.RESOURCE);
        assertThat(failure.reason()).isEqualTo("cannot start a process: Longhaul has too many open files. Raise the"
                + " limit (`ulimit -n`), or lower --concurrency");
    }

    @Test
    void whatTheJdkGuessesAtIsLeftOut() {
        var failure = StartFailure.of(new IOException("Cannot run program \"true\": error: 11 (Resource temporarily"
                + " unavailable) " + GUESSES));

        assertThat(failure.errorClass()).isEqualTo(ErrorClass.RESOURCE);
        assertThat(failure.reason()).isEqualTo(
                "cannot start a process: Cannot run program \"true\": error: 11 (Resource temporarily unavailable) ");
    }
}
