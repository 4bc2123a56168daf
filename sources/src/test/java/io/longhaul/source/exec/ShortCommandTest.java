package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.source.exec.ShortCommand.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A command that gives a key: whatever it does, it ends in time and leaves nobody.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortCommandTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", System.getenv("PATH"), "GIVEN", "yes");

    @TempDir
    Path directory;

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    private void nobodyIsLeft() throws IOException {
        for (var line : Files.readAllLines(directory.resolve("pids"))) {
            var process = ProcessHandle.of(Long.parseLong(line.strip()));
            process.ifPresent(each -> assertThat(each.onExit()).succeedsWithin(Duration.ofSeconds(5)));
        }
    }

    @Test
    void itsOutputIsTheKeyAndItsEnvironmentIsWhatWasGiven() throws Exception {
        var ended = ShortCommand.run(shell("echo $GIVEN-$HOME"), ENVIRONMENT, LONG);

        assertThat(ended).isInstanceOfSatisfying(Ended.ByItself.class, itself -> {
            assertThat(itself.exit()).isZero();
            assertThat(new String(itself.output(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("yes-\n");
        });
        assertThat(ShortCommand.run(shell("exit 7"), ENVIRONMENT, LONG))
                .isInstanceOfSatisfying(Ended.ByItself.class, itself -> assertThat(itself.exit()).isEqualTo(7));
    }

    @Test
    void oneThatHangsIsEndedWithAllItStarted() throws Exception {
        var pids = directory.resolve("pids");

        var ended = ShortCommand.run(
                shell("trap '' TERM; sleep 1000 & echo $! >> %1$s; echo $$ >> %1$s; echo half; wait".formatted(pids)),
                ENVIRONMENT, SHORT);

        assertThat(ended).isInstanceOf(Ended.TooLong.class);
        nobodyIsLeft();
    }

    @Test
    void whoHoldsItsOutputOpenHoldsNobody() throws Exception {
        var pids = directory.resolve("pids");

        var ended = ShortCommand.run(
                shell("sleep 1000 & echo $! >> %s; echo key".formatted(pids)), ENVIRONMENT, LONG);

        assertThat(ended).isInstanceOfSatisfying(Ended.ByItself.class,
                itself -> assertThat(itself.output())
                        .startsWith("key".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        nobodyIsLeft();
    }

    @Test
    void oneThatWritesWithoutEndIsEndedToo() throws Exception {
        assertThat(ShortCommand.run(List.of("yes"), ENVIRONMENT, SHORT)).isInstanceOf(Ended.TooLong.class);
    }

    @Test
    void whoWaitsForItCanBeInterrupted() throws Exception {
        var pids = directory.resolve("pids");
        Files.createFile(pids);
        var me = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            while (pids.toFile().length() == 0) {
                Thread.onSpinWait();
            }
            me.interrupt();
        });

        assertThatThrownBy(() -> ShortCommand.run(
                shell("echo $$ > %s; exec sleep 1000".formatted(pids)), ENVIRONMENT, LONG))
                .isInstanceOf(InterruptedException.class);
        nobodyIsLeft();
    }

    @Test
    void oneThatIsNotThereGivesNothing() throws Exception {
        assertThat(ShortCommand.run(List.of("/no/such/program"), ENVIRONMENT, LONG))
                .isInstanceOfSatisfying(Ended.ByItself.class, itself -> assertThat(itself.exit()).isPositive());
    }
}
