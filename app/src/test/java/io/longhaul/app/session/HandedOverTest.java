package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.Cli;
import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A second command while one runs hands its job over, and carries it on when the first ends.
@Timeout(60)
class HandedOverTest {

    private static String rows(int count) {
        return "ticker\n" + IntStream.rangeClosed(1, count).mapToObj(n -> "T" + n + "\n").collect(Collectors.joining());
    }

    /// Waits for the file that the test makes; looks often.
    private static final String UNTIL = "while [ ! -e %s ]; do sleep 0.05; done; echo $1";

    @Test
    void aJobIsHandedToTheOwnerWhichRunsIt(@TempDir Path directory) throws Exception {
        var first = new Cli(directory);
        var second = new Cli(directory);
        first.file("one.csv", rows(2));
        first.file("two.csv", rows(20));
        first.script("slow.sh", "touch begun; " + UNTIL.formatted("go"));
        first.script("quick.sh", "echo $1");
        var running = CompletableFuture.supplyAsync(
                () -> first.run("screen", "one.csv", "--exec", "./slow.sh {ticker}", "-o", "one.txt"));
        await(first, "begun");

        var handed = second.run("screen", "two.csv", "--exec", "./quick.sh {ticker}", "-o", "two.txt");

        assertThat(handed.exit()).as(handed.err()).isZero();
        assertThat(second.read("two.txt")).isEqualTo(rows(20).replace("ticker\n", ""));
        assertThat(running).isNotDone();
        first.file("go", "");
        assertThat(running.get().exit()).isZero();
    }

    /// The owner would send the notice, so that its configuration decides; and it decides before there is a job.
    @Test
    void whomTheOwnerMayNotTellItRefuses(@TempDir Path directory) throws Exception {
        var first = new Cli(directory);
        first.file("one.csv", rows(2));
        first.script("slow.sh", "touch begun; " + UNTIL.formatted("go"));
        var running = CompletableFuture.supplyAsync(
                () -> first.run("screen", "one.csv", "--exec", "./slow.sh {ticker}", "-o", "one.txt"));
        await(first, "begun");

        var refused = new Cli(directory).run("screen", "one.csv", "--exec", "echo {ticker}", "--new", "--notify",
                "http://127.0.0.1:9/hook");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("Only public addresses are asked");
        assertThat(first.jobs()).hasSize(1);
        first.file("go", "");
        assertThat(running.get().exit()).isZero();
    }

    @Test
    void aPreviewOfCleaningReadsBesideTheOwnerAndTheOwnerRemoves(@TempDir Path directory) throws Exception {
        var first = new Cli(directory);
        var second = new Cli(directory);
        first.file("one.csv", rows(2));
        first.script("quick.sh", "echo $1");
        first.script("slow.sh", "touch begun; " + UNTIL.formatted("go"));
        first.run("screen", "one.csv", "--exec", "./quick.sh {ticker}", "-o", "one.txt");
        var running = CompletableFuture.supplyAsync(
                () -> first.run("screen", "one.csv", "--exec", "./slow.sh {ticker}", "-o", "two.txt"));
        await(first, "begun");

        var preview = second.run("clean", "--older", "1ms");
        var removal = second.run("clean", "--older", "1ms", "--yes");

        assertThat(preview.exit()).as(preview.err()).isZero();
        assertThat(preview.out()).startsWith("Would remove 1 job of 2 rows");
        assertThat(removal.exit()).as(removal.err()).isZero();
        assertThat(removal.out()).startsWith("Removed 1 job of 2 rows");
        assertThat(second.jobs()).extracting(JobRecord::handle).containsExactly("screen-2");
        assertThat(running).isNotDone();
        first.file("go", "");
        assertThat(running.get().exit()).isZero();
    }

    @Test
    void viewsNameTheFileThatTheJobWritesNow(@TempDir Path directory) throws Exception {
        var cli = new Cli(directory);
        cli.file("list.csv", rows(2));
        cli.script("slow.sh", "touch begun; " + UNTIL.formatted("go"));
        var first = CompletableFuture.supplyAsync(
                () -> cli.run("screen", "list.csv", "--exec", "./slow.sh {ticker}", "-o", "one.txt"));
        await(cli, "begun");
        var again = CompletableFuture.supplyAsync(() -> new Cli(directory)
                .run("screen", "list.csv", "--exec", "./slow.sh {ticker}", "-o", "two.txt", "--adopt"));
        while (!Files.exists(cli.home().resolve("adopted/screen-1.properties"))) {
            Thread.onSpinWait();
        }

        var status = new Cli(directory).run("status", "screen-1", "--json");

        assertThat(status.out()).contains("/two.txt\"").doesNotContain("/one.txt");
        cli.file("go", "");
        assertThat(first.get().exit()).as(first.get().err()).isZero();
        assertThat(again.get().exit()).as(again.get().err()).isZero();
        assertThat(cli.exists("one.txt")).isFalse();
    }

    /// A job under way that is interrupted once a row of another one, of `two.csv` with `two.sh`, has begun.
    ///
    /// @param go the file that ends the rows of the other
    private static CompletableFuture<Cli.Ended> untilAttached(Cli first, String go) throws InterruptedException {
        first.file("one.csv", rows(50));
        first.file("two.csv", rows(8));
        first.script("one.sh", "touch begun; sleep 0.1; echo $1");
        first.script("two.sh", "touch attached; " + UNTIL.formatted(go));
        var running = CompletableFuture.supplyAsync(() -> first.interruptWhen("attached")
                .run("screen", "one.csv", "--exec", "./one.sh {ticker}", "-o", "one.txt"));
        await(first, "begun");
        return running;
    }

    @Test
    void anAttachedCommandCarriesItsJobOnWhenTheOwnerEnds(@TempDir Path directory) throws Exception {
        var first = new Cli(directory);
        var second = new Cli(directory);
        var running = untilAttached(first, "go");
        var handed = CompletableFuture.supplyAsync(
                () -> second.run("screen", "two.csv", "--exec", "./two.sh {ticker}", "-o", "two.txt"));
        await(first, "attached");
        first.file("go", "");

        assertThat(running.get().exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(handed.get().exit()).as(handed.get().err()).isZero();
        assertThat(second.read("two.txt")).isEqualTo(rows(8).replace("ticker\n", ""));
    }

    @Test
    void aJobThatIsCarriedOnEndsWithItsOwnSlice(@TempDir Path directory) throws Exception {
        var first = new Cli(directory);
        var second = new Cli(directory);
        var running = untilAttached(first, "never");
        var handed = CompletableFuture.supplyAsync(() -> second.run(
                "screen", "two.csv", "--exec", "./two.sh {ticker}", "-o", "two.txt", "--time-limit", "5", "--timeout",
                "15", "--max-retries", "0"));

        assertThat(running.get().exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(handed.get().exit()).as(handed.get().err()).isEqualTo(Exit.SLICE_ENDED);
    }

    @Test
    void anOwnerThatDoesNotAnswerIsNamed(@TempDir Path directory) throws IOException {
        var cli = new Cli(directory);
        cli.file("list.csv", rows(2));
        try (var _ = SqliteStore.own(cli.home(), Clocks.system().wall())) {
            var ended = cli.run("screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.txt");

            assertThat(ended.exit()).isEqualTo(Exit.CONFLICT);
            assertThat(ended.err()).contains("is in use by process " + ProcessHandle.current().pid(),
                    "does not answer");
        }
    }

    @Test
    void theSocketIsTheUsersAloneAndSurvivesGarbage(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("home"), Clocks.system());
        try (var owner = sessions.forWork()) {
            assertThat(owner.owner()).isTrue();
            var socket = new ControlPath(sessions.home()).known();
            assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            for (var garbage : new String[] {"\0\1\2\n", "[]\n", "{\"do\":7}\n", "{\"do\":\"resume\",\"job\":-1}\n",
                "{"}) {
                try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    channel.connect(UnixDomainSocketAddress.of(socket));
                    channel.write(ByteBuffer.wrap(garbage.getBytes(StandardCharsets.UTF_8)));
                }
            }

            try (var attached = sessions.forWork()) {
                assertThat(attached.owner()).isFalse();
                assertThat(attached.ownerPid()).isEqualTo(ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void idleConnectionsLockNobodyOut(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("home"), Clocks.system());
        var idle = new ArrayList<SocketChannel>();
        try (var owner = sessions.forWork()) {
            assertThat(owner.owner()).isTrue();
            for (int i = 0; i < 200; i++) {
                idle.add(connected(sessions));
            }

            try (var attached = sessions.forWork();
                    var reader = sessions.forReading()) {
                assertThat(attached.owner()).isFalse();
                assertThat(reader.ownerPid()).isEqualTo(ProcessHandle.current().pid());
            }
        } finally {
            for (var channel : idle) {
                channel.close();
            }
        }
    }

    @Test
    void tooManyCommandsAtOnceAreToldSoAndThoseThatHaveGoneMakeRoom(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("home"), Clocks.system());
        var listeners = new ArrayDeque<SocketChannel>();
        try (var owner = sessions.forWork()) {
            assertThat(owner.owner()).isTrue();
            for (int i = 0; i < 64; i++) {
                listeners.add(listening(sessions));
            }

            assertThatThrownBy(() -> ControlClient.connect(sessions.home(), Duration.ofSeconds(10)))
                    .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exit()).isEqualTo(Exit.CONFLICT))
                    .hasMessage("process " + ProcessHandle.current().pid() + " owns the store and answers 64 commands"
                            + " now, no more; end one, or repeat the command");
            try (var reader = sessions.forReading()) {
                assertThat(reader.ownerPid()).isEqualTo(ProcessHandle.current().pid());
            }

            // nothing is told to them: only their end can be seen
            listeners.remove().close();
            while (!answers(sessions)) {
                Thread.onSpinWait();
            }
        } finally {
            for (var channel : listeners) {
                channel.close();
            }
        }
    }

    private static boolean answersAgain(Sessions sessions) {
        try {
            return answers(sessions);
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean answers(Sessions sessions) throws IOException {
        try (var client = ControlClient.connect(sessions.home(), Duration.ofSeconds(10))) {
            return client.pid() == ProcessHandle.current().pid();
        } catch (CommandException full) {
            return false;
        }
    }

    @Test
    void aSocketThatVanishesIsMadeAgainAndLocksNobodyOut(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("home"), Clocks.system());
        try (var owner = sessions.forWork()) {
            assertThat(owner.owner()).isTrue();
            var socket = new ControlPath(sessions.home()).known();
            var aside = Files.move(socket, directory.resolve("aside"));
            try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(aside));
                assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            } catch (java.net.ConnectException madeAgain) {
                // under another file already: nobody listens at this one any more
            }

            while (!answersAgain(sessions)) {
                Thread.onSpinWait();
            }
            assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void aPathThatVanishesIsWrittenAgain(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("x".repeat(120)), Clocks.system());
        try (var owner = sessions.forWork()) {
            assertThat(owner.owner()).isTrue();
            var pointer = sessions.home().resolve("control.path");
            var socket = new ControlPath(sessions.home()).known();

            Files.delete(pointer);

            while (!Files.exists(pointer) || Files.size(pointer) == 0) {
                Thread.onSpinWait();
            }
            assertThat(new ControlPath(sessions.home()).known()).isEqualTo(socket);
        }
    }

    @Test
    void anOwnerThatDoesNotAnswerIsThereForReaders(@TempDir Path directory) throws IOException {
        var sessions = new Sessions(directory.resolve("home"), Clocks.system());
        try (var _ = SqliteStore.own(sessions.home(), Clocks.system().wall());
                var deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            deaf.bind(UnixDomainSocketAddress.of(new ControlPath(sessions.home()).fresh()));

            try (var reader = sessions.forReading()) {
                assertThat(reader.ownerPid()).isEqualTo(ProcessHandle.current().pid());
            }
        }
    }

    private static SocketChannel connected(Sessions sessions) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(new ControlPath(sessions.home()).known()));
        return channel;
    }

    private static SocketChannel listening(Sessions sessions) throws IOException {
        var channel = connected(sessions);
        channel.write(ByteBuffer.wrap("{\"do\":\"listen\"}\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(channel.read(ByteBuffer.allocate(100))).isPositive();
        return channel;
    }

    @Test
    void aLongHomeStillHasASocket(@TempDir Path directory) {
        var sessions = new Sessions(directory.resolve("x".repeat(120)), Clocks.system());
        try (var owner = sessions.forWork();
                var reader = sessions.forReading()) {
            assertThat(owner.owner()).isTrue();
            assertThat(reader.ownerPid()).isEqualTo(ProcessHandle.current().pid());
        }

        try (var reader = sessions.forReading()) {
            assertThat(reader.ownerPid()).isNull();
        }
    }

    private static void await(Cli cli, String file) throws InterruptedException {
        while (!cli.exists(file)) {
            Thread.onSpinWait();
        }
    }
}
