package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Transport.Delivery;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingChildrenTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path work;

    private ExecFixture exec;

    @BeforeEach
    void open() throws Exception {
        exec = new ExecFixture(work);
        exec.fifo("never");
    }

    @AfterEach
    void close() {
        exec.close();
    }

    private Delivery sh(String script) {
        return exec.run(SHORT, new byte[0], "/bin/sh", "-c", script);
    }

    @Test
    void aHangingChildIsLostToTheTimeOut() throws Exception {
        var delivery = sh("echo $$ >pid; read line <never");

        assertThat(delivery).isEqualTo(new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in 1 s"));
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
        assertThat(exec.files("pids")).isZero();
    }

    @Test
    void aChildMayCleanUpWhenItIsAskedToEnd() {
        var delivery = sh("trap 'echo clean >cleaned; exit' TERM; while :; do read line <never & wait; done");

        assertThat(ExecFixture.lost(delivery)).isEqualTo(ErrorClass.TIMEOUT);
        assertThat(work.resolve("cleaned")).hasContent("clean");
    }

    @Test
    void aGrandchildThatIgnoresTermIsEndedToo() throws Exception {
        var delivery = sh("(trap '' TERM; sh -c 'echo $$ >pid; read line <never') & wait");

        assertThat(ExecFixture.lost(delivery)).isEqualTo(ErrorClass.TIMEOUT);
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void aDescendantInAnotherSessionIsEndedToo() throws Exception {
        var delivery = sh("setsid -f sh -c 'trap \"\" TERM; echo $$ >pid; read line <never'; read line <never");

        assertThat(ExecFixture.lost(delivery)).isEqualTo(ErrorClass.TIMEOUT);
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void whoForksAndLeavesWithTheOutputIsEnded() throws Exception {
        var delivery = exec.sh("setsid -f sh -c 'echo $$ >pid; echo early; read line <never'; cat never & sleep 0 ");

        assertThat(ExecFixture.reply(delivery).status()).isZero();
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void whoForkedAndLeftQuietlyIsEndedAtClose() throws Exception {
        exec.fifo("up");
        var delivery = exec.sh("setsid -f sh -c 'echo $$ >pid; : >up; read line <never' >/dev/null 2>&1; read x <up");
        assertThat(ExecFixture.reply(delivery).status()).isNotNegative();

        exec.transport.close();

        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void anInterruptEndsTheChildAtOnce() throws Exception {
        var up = exec.fifo("up");
        var result = new AtomicReference<Delivery>();
        var flag = new AtomicReference<Boolean>();
        var thread = Thread.ofVirtual().start(() -> {
            result.set(exec.sh("trap '' TERM; echo $$ >pid; echo up >up; read line <never"));
            flag.set(Thread.currentThread().isInterrupted());
        });
        try (var reader = Files.newBufferedReader(up)) {
            assertThat(reader.readLine()).isEqualTo("up");
        }

        thread.interrupt();
        thread.join();

        assertThat(result.get()).isInstanceOf(Delivery.Lost.class);
        assertThat(flag.get()).isTrue();
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void closeEndsWhatRunsAndNothingStartsAfterwards() throws Exception {
        var up = exec.fifo("up");
        var result = new CompletableFuture<Delivery>();
        Thread.ofVirtual()
                .start(() -> result.complete(exec.sh("trap '' TERM; echo $$ >pid; echo up >up; read line <never")));
        try (var reader = Files.newBufferedReader(up)) {
            assertThat(reader.readLine()).isEqualTo("up");
        }

        exec.transport.close();

        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
        assertThat(ExecFixture.reply(result.join()).header("signal")).contains("9 (KILL)");
        assertThat(exec.sh("echo no")).isInstanceOf(Delivery.NotSent.class);
    }

    /// Some are between their fork and their record when the transport closes.
    @RepeatedTest(5)
    void whatRanWhileTheEngineStoppedIsNeverToldAsNotSent() throws Exception {
        var up = exec.fifo("up");
        var results = new ArrayList<CompletableFuture<Delivery>>();
        for (int i = 0; i < 12; i++) {
            var result = new CompletableFuture<Delivery>();
            results.add(result);
            var script = "trap '' TERM; : >ran" + i + "; echo up >up; read line <never";
            Thread.ofVirtual().start(() -> result.completeAsync(() -> exec.sh(script), Runnable::run));
        }
        try (var reader = Files.newBufferedReader(up)) {
            assertThat(reader.readLine()).isEqualTo("up");

            exec.transport.close(); // while those who still say "up" have somebody who hears it
        }

        for (int i = 0; i < results.size(); i++) {
            var delivery = results.get(i).get(30, TimeUnit.SECONDS);
            if (delivery instanceof Delivery.NotSent) {
                assertThat(work.resolve("ran" + i)).as("%s", delivery).doesNotExist();
            } else {
                assertThat(ExecFixture.reply(delivery).header("signal")).isPresent();
            }
        }
        assertThat(exec.files("pids")).isZero();
    }

    @Test
    void theSignallingShellIsReplacedWhenSomebodyEndsIt() throws Exception {
        assertThat(exec.answer("echo 1").text()).isEqualTo("1\n");
        ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("").contains("read -r signal group"))
                .forEach(child -> {
                    var end = child.onExit();
                    child.destroyForcibly();
                    end.join();
                });

        assertThat(ExecFixture.lost(sh("(trap '' TERM; sh -c 'echo $$ >pid; read line <never') & wait")))
                .isEqualTo(ErrorClass.TIMEOUT);
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void survivorsOfADeadOwnerAreEndedAtTheNextStart() throws Exception {
        var up = exec.fifo("up");
        var stray = exec.fifo("stray-up");
        var owner = owner("trap '' TERM HUP; echo $$ >pid;"
                + " setsid -f sh -c 'echo $$ >stray; echo up >stray-up; read line <never'; echo up >up; read line <never");
        try (BufferedReader one = Files.newBufferedReader(up);
                BufferedReader two = Files.newBufferedReader(stray)) {
            assertThat(one.readLine()).isEqualTo("up");
            assertThat(two.readLine()).isEqualTo("up");
        }
        owner.destroyForcibly().waitFor();
        assertThat(alive("pid")).isTrue();
        assertThat(alive("stray")).isTrue();

        int ended = ExecTransport.reap(exec.place);

        assertThat(ended).isGreaterThanOrEqualTo(2);
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
        assertThat(ExecFixture.ends(work.resolve("stray"))).isTrue();
        assertThat(exec.files("pids")).isZero();
        assertThat(ExecTransport.reap(exec.place)).isZero();
    }

    @Test
    void aRecordedProcessIsEndedWithItsGroupEvenWithoutAMark() throws Exception {
        var up = exec.fifo("up");
        var process = new ProcessBuilder(
                "setsid", "sh", "-c",
                "(trap '' TERM; sh -c 'echo $$ >pid; echo up >up; read line <never') & wait; exit 3")
                .directory(work.toFile())
                .start();
        try (var reader = Files.newBufferedReader(up)) {
            assertThat(reader.readLine()).isEqualTo("up");
        }
        Register.enter(exec.place, Register.reserve(exec.place, "next"), process.pid());

        assertThat(ExecTransport.reap(exec.place)).isEqualTo(1);

        // 3 would be a leader that saw its children die first and went on by itself
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(ExecFixture.ends(work.resolve("pid"))).isTrue();
    }

    @Test
    void aRecordOfAnotherProcessWithTheSameNumberEndsNobody() throws Exception {
        var up = exec.fifo("up");
        var stranger =
                new ProcessBuilder("/bin/sh", "-c", "echo up >up; read line <never").directory(work.toFile()).start();
        try (var reader = Files.newBufferedReader(up)) {
            assertThat(reader.readLine()).isEqualTo("up");
        }
        var record = exec.place.pids().resolve(Long.toString(stranger.pid()));
        Files.writeString(record, Linux.boot() + " 12345");

        assertThat(ExecTransport.reap(exec.place)).isZero();

        assertThat(stranger.isAlive()).isTrue();
        assertThat(record).doesNotExist();
        stranger.destroyForcibly().waitFor();
    }

    private boolean alive(String pidFile) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(work.resolve(pidFile)).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    /// Another JVM that runs one command in the same place.
    private Process owner(String script) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                java, "-cp", System.getProperty("java.class.path"), Owner.class.getName(), work.toString(), script))
                .inheritIO()
                .start();
    }

    /// The other JVM's program.
    static final class Owner {
        private Owner() {}

        static void main(String[] args) throws Exception {
            try (var exec = new ExecFixture(Path.of(args[0]))) {
                exec.sh(args[1]);
            }
        }
    }
}
