package io.longhaul.source.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport.Attempt;
import io.longhaul.engine.Transport.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecTransportTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    @TempDir
    Path work;

    private ExecFixture exec;

    @BeforeEach
    void open() throws Exception {
        exec = new ExecFixture(work, 1 << 20, leash());
    }

    @AfterEach
    void close() {
        exec.close();
    }

    Leash leash() {
        return Leash.SETSID;
    }

    @Test
    void theReplyIsStatusOutputAndTheEndOfStandardError() {
        var reply = exec.answer("echo out; echo err >&2; exit 3");

        assertThat(reply.status()).isEqualTo(3);
        assertThat(reply.text()).isEqualTo("out\n");
        assertThat(reply.headers()).containsOnly(java.util.Map.entry("stderr", "err\n"));
        assertThat(reply.receivedAt()).isEqualTo(ExecFixture.NOW);
    }

    /// Somebody clears the directory while commands run: those that follow run as before.
    @Test
    void aDirectoryThatVanishesIsMadeAgain() throws Exception {
        assertThat(exec.answer("echo before").text()).isEqualTo("before\n");
        try (var all = Files.walk(exec.place.directory())) {
            for (var each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }

        assertThat(exec.answer("echo after").text()).isEqualTo("after\n");
        var read = ExecFixture.reply(exec.run(MINUTE, "x".getBytes(UTF_8), "cat", "{in}"));
        assertThat(read.text()).isEqualTo("x");
        assertThat(Files.isDirectory(exec.place.pids())).isTrue();
    }

    @Test
    void argumentsReachTheChildUnchanged() {
        var odd = new String[] {"$(id)", "`id`", "a b", "", "*", "\"q'", "-n", "é\n2"};

        var argv = new java.util.ArrayList<>(java.util.List.of("/usr/bin/printf", "<%s>"));
        argv.addAll(java.util.List.of(odd));
        var reply = ExecFixture.reply(exec.run(MINUTE, new byte[0], argv.toArray(new String[0])));

        assertThat(reply.text()).isEqualTo("<" + String.join("><", odd) + ">");
    }

    @Test
    void standardInputReachesTheChild() {
        var large = "0123456789".repeat(90_000).getBytes(UTF_8);

        assertThat(ExecFixture.reply(exec.run(MINUTE, large, "cat")).body()).isEqualTo(large);
        assertThat(ExecFixture.reply(exec.run(MINUTE, "x".getBytes(UTF_8), "cat")).text()).isEqualTo("x");
        assertThat(ExecFixture.reply(exec.run(MINUTE, new byte[0], "cat")).text()).isEmpty();
    }

    @Test
    void aChildThatDoesNotReadItsInputIsNotDisturbed() {
        var reply = ExecFixture.reply(exec.run(MINUTE, new byte[5_000_000], "echo", "done"));

        assertThat(reply.status()).isZero();
        assertThat(reply.text()).isEqualTo("done\n");
    }

    @Test
    void inAndOutAreFilesThatAreGoneAfterwards() throws Exception {
        var delivery = exec.run(
                MINUTE,
                "input".getBytes(UTF_8),
                "/bin/sh",
                "-c",
                "test -f \"$1\" && test $(stat -c %a \"$1\") = 600 && cat \"$1\" - >\"${2#--to=}\"; echo chatter",
                "sh",
                "{in}",
                "--to={out}");

        assertThat(ExecFixture.reply(delivery).text()).isEqualTo("input");
        assertThat(ExecFixture.reply(delivery).header("no-output")).isEmpty();
        assertThat(exec.files("files")).isZero();
    }

    @Test
    void anOutFileThatWasNotWrittenIsTold() {
        var reply = ExecFixture.reply(exec.run(MINUTE, new byte[0], "echo", "{out}"));

        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("no-output")).contains("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkdir", "mkfifo"})
    void whatIsNoFileIsNoOutput(String makes) {
        var reply = ExecFixture.reply(exec.run(MINUTE, new byte[0], makes, "{out}"));

        assertThat(reply.status()).isZero();
        assertThat(reply.header("no-output")).contains("true");
    }

    @Test
    void aChildSeesOnlyTheGivenEnvironmentAndDirectory() throws Exception {
        var lines = exec.answer("pwd; env").text().lines().toList();

        assertThat(lines.getFirst()).isEqualTo(work.toRealPath().toString());
        assertThat(lines.stream().skip(1).map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder("PATH", "LANG", "LONGHAUL_CHILD", "PWD");
    }

    @Test
    void aFloodOnStandardOutputEndsTheChild() throws Exception {
        var reply = exec.answer("echo $$ >pid; while :; do echo garbage garbage garbage garbage; done");

        assertThat(reply.header("flooded")).contains("1048576 bytes");
        assertThat(reply.body()).isEmpty();
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void aFloodIntoTheOutFileIsTold() {
        var reply = ExecFixture.reply(
                exec.run(MINUTE, new byte[0], "/bin/sh", "-c", "head -c 2000000 /dev/zero >\"$0\"", "{out}"));

        assertThat(reply.header("flooded")).contains("1048576 bytes");
    }

    @Test
    void aFloodOnStandardErrorHurtsNobodyAndItsBeginningAndEndAreKept() {
        var reply = exec.answer("echo the start >&2; head -c 20000000 /dev/zero | tr '\\0' 'é' >&2;"
                + " echo the end >&2; echo ok");

        assertThat(reply.text()).isEqualTo("ok\n");
        assertThat(reply.header("stderr").orElseThrow())
                .startsWith("the start\n")
                .contains(" bytes left out …\n")
                .endsWith("the end\n")
                .hasSizeLessThan(2 * 8192 + 100);
    }

    @Test
    void aCommandThatHangsIsToldWithItsLastWords() {
        var lost =
                exec.run(Duration.ofMillis(500), new byte[0], "/bin/sh", "-c", "echo waits for a lock >&2; sleep 60");

        assertThat(lost).isEqualTo(
                new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in 500 ms; its last words: waits for a lock",
                        "waits for a lock\n"));
    }

    @Test
    void standardErrorIsValidTextWhateverWasWritten() {
        assertThat(exec.answer("printf 'a\\377\\303b' >&2").header("stderr")).contains("a\uFFFD\uFFFDb");
    }

    @Test
    void aChildEndedByASignalIsToldApart() {
        var reply = exec.answer("kill -s SEGV $$");

        assertThat(reply.status()).isEqualTo(139);
        assertThat(reply.header("signal")).contains("11 (SEGV)");
    }

    @Test
    void aMissingProgramIsNotSentAndTellsWhereItWasLookedFor() throws Exception {
        Files.writeString(work.resolve("plain.txt"), "text");

        assertThat(exec.run(MINUTE, new byte[0], "nonesuch"))
                .isEqualTo(new Delivery.NotSent(
                        ErrorClass.UNKNOWN,
                        "command not found: nonesuch; looked in PATH /usr/bin:/bin; install it or give its path"));
        assertThat(notSent(exec.run(MINUTE, new byte[0], "./nonesuch"))).contains("command not found", "nonesuch");
        assertThat(notSent(exec.run(MINUTE, new byte[0], "./plain.txt"))).contains("not executable", "chmod +x");
        assertThat(notSent(exec.run(MINUTE, new byte[0], "/tmp"))).contains("is a directory");
    }

    @Test
    void aScriptWithAMissingInterpreterIsNotSent() throws Exception {
        var file = work.resolve("script");
        Files.writeString(file, "#!/no/such/interpreter\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThat(notSent(exec.run(MINUTE, new byte[0], "./script"))).contains("cannot run ./script", "interpreter");
    }

    @Test
    void argumentsThatCannotBePassedAreRefusedAsInput() {
        assertThat(exec.run(MINUTE, new byte[0], "echo", "a\0b"))
                .isInstanceOfSatisfying(Delivery.NotSent.class, it -> assertThat(it.errorClass())
                        .isEqualTo(ErrorClass.VALIDATION));
        assertThat(exec.run(MINUTE, new byte[0], "echo", "x".repeat(3_000_000)))
                .isInstanceOfSatisfying(Delivery.NotSent.class, it -> assertThat(it.errorClass())
                        .isEqualTo(ErrorClass.VALIDATION));
    }

    @Test
    void aBackgroundProcessThatHoldsTheOutputDoesNotHoldUpTheReply() throws Exception {
        var fifo = exec.fifo("never");

        var reply = exec.answer("(read line <" + fifo + ") & echo $! >pid; echo answer");

        assertThat(reply.status()).isZero();
        assertThat(reply.text()).isEqualTo("answer\n");
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void whatAGrandchildWritesRightAfterTheChildsEndIsKept() {
        for (int i = 0; i < 20; i++) {
            // the grandchild writes when it sees that the child is gone
            var reply = exec.answer("(while kill -0 $$ 2>/dev/null; do :; done; echo late; echo later) & echo early");

            assertThat(reply.text()).isEqualTo("early\nlate\nlater\n");
        }
    }

    @Test
    void whatAChildLeavesInItsGroupIsEndedWithIt() throws Exception {
        var fifo = exec.fifo("never");

        var reply = exec.answer("(read line <" + fifo + ") >/dev/null 2>&1 & echo $! >pid");

        assertThat(reply.status()).isZero();
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    /// No room at first; then all of it, once the child is long gone.
    private final class Late implements Intake {
        private long taken;

        @Override
        public boolean takeNow(long bytes) {
            return false;
        }

        @Override
        public void take(long bytes) {
            if (taken == 0) {
                // longer than the two seconds after which a gone child's output is given up
                assertThat(ExecFixture.lost(exec.run(Duration.ofMillis(3_500), new byte[0], "/bin/sh", "-c", WAITS)))
                        .isEqualTo(ErrorClass.TIMEOUT);
            }
            taken += bytes;
        }
    }

    private static final String WAITS = "mkfifo silent; read line <silent";

    @Test
    void outputThatHasToWaitForRoomIsCompleteThoughTheChildIsGone() {
        var late = new Late();
        var request = new Request.Exec(List.of("/bin/sh", "-c", "head -c 30000 /dev/zero"), new byte[0], false);

        var delivery = exec.transport.send(request, new Attempt(77, Duration.ofSeconds(60), "key", late));

        assertThat(ExecFixture.reply(delivery).body()).hasSize(30_000);
        assertThat(late.taken).isEqualTo(30_000);
    }

    @Test
    void twoHundredChildrenRunAtOnce() throws Exception {
        var start = exec.fifo("start");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var ready = new java.io.RandomAccessFile(start.toFile(), "rw")) {
            // each child waits for a byte that is written when all have been started
            var jobs = IntStream.range(0, 200)
                    .<Callable<Delivery>>mapToObj(
                            i -> () -> exec.sh(": >started." + i + "; head -c 1 start >/dev/null; echo " + i))
                    .map(threads::submit)
                    .toList();
            awaitFiles(200);
            assertThat(jobs).noneMatch(java.util.concurrent.Future::isDone);
            ready.write(new byte[200]);

            for (int i = 0; i < 200; i++) {
                assertThat(ExecFixture.reply(jobs.get(i).get()).text()).isEqualTo(i + "\n");
            }
        }
        assertThat(exec.files("pids")).isLessThanOrEqualTo(1); // of the shell that sends signals, where it is recorded
    }

    private void awaitFiles(long count) throws Exception {
        try (var watch = work.getFileSystem().newWatchService()) {
            work.register(watch, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
            while (started() < count) {
                var key = watch.poll(60, java.util.concurrent.TimeUnit.SECONDS);
                if (key == null) {
                    throw new AssertionError(started() + " of " + count + " children ran after 60 s");
                }
                key.pollEvents();
                key.reset();
            }
        }
    }

    private long started() throws Exception {
        try (var all = Files.list(work)) {
            return all.filter(file -> file.getFileName().toString().startsWith("started.")).count();
        }
    }

    private static String notSent(Delivery delivery) {
        if (delivery instanceof Delivery.NotSent(var _, var reason)) {
            return reason;
        }
        throw new AssertionError("want not sent, got " + delivery);
    }
}
