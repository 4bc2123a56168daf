package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoprocessTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    @TempDir
    Path work;

    private ExecFixture exec;
    private String worker = "";

    @BeforeEach
    void open() throws Exception {
        exec = new ExecFixture(work, 1 << 20, Leash.best());
        exec.fifo("never");
        worker = exec.script(
                "worker",
                """
                echo $$ >>pids
                while read -r line; do
                  case $line in
                    die) echo dying >&2; exit 3;;
                    hang) read -r x <never;;
                    two) printf 'one\\ntwo\\n';;
                    last) echo answer; exit 0;;
                    flood) head -c 2000000 /dev/zero;;
                    *) echo "$$ $line";;
                  esac
                done
                echo $$ >>bye
                """);
    }

    @AfterEach
    void close() {
        exec.close();
    }

    private String text(String line) {
        return ExecFixture.reply(exec.line(MINUTE, line, worker)).text();
    }

    @Test
    void oneChildAnswersLineAfterLine() {
        var first = text("a");

        assertThat(first).endsWith(" a").doesNotContain("\n");
        assertThat(text("b")).isEqualTo(first.replace(" a", " b"));
    }

    @Test
    void thereAreAsManyChildrenAsAreNeededAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, 400)
                    .<Callable<String>>mapToObj(i -> () -> text("line " + i))
                    .toList());
            for (int i = 0; i < 400; i++) {
                assertThat(answers.get(i).get()).endsWith(" line " + i);
            }
        }
        assertThat(Files.readAllLines(work.resolve("pids"))).hasSizeBetween(1, 400);
        int before = Files.readAllLines(work.resolve("pids")).size();
        assertThat(text("again")).endsWith("again");
        assertThat(Files.readAllLines(work.resolve("pids"))).hasSize(before);
    }

    @Test
    void anEndInsteadOfAnAnswerIsToldWithItsReason() {
        var reply = ExecFixture.reply(exec.line(MINUTE, "die", worker));

        assertThat(reply.status()).isEqualTo(3);
        assertThat(reply.header("eof")).contains("true");
        assertThat(reply.header("stderr")).contains("dying\n");
        assertThat(text("next")).endsWith(" next");
    }

    @Test
    void aTimeOutEndsThatChildOnly() throws Exception {
        assertThat(ExecFixture.lost(exec.line(Duration.ofSeconds(1), "hang", worker))).isEqualTo(ErrorClass.TIMEOUT);

        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
        assertThat(text("next")).endsWith(" next");
    }

    @Test
    void twoLinesForOneAreGarbageAndEndTheChild() throws Exception {
        var reply = ExecFixture.reply(exec.line(MINUTE, "two", worker));

        assertThat(reply.header("unasked")).contains("true");
        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
    }

    @Test
    void outputWithoutALineEndIsAFlood() throws Exception {
        assertThat(ExecFixture.reply(exec.line(MINUTE, "flood", worker)).header("flooded")).contains("1048576 bytes");
        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
    }

    @Test
    void theBytesOfALineAreCountedForTheQuestionThatItAnswers() {
        var first = new Room(Long.MAX_VALUE);
        var second = new Room(Long.MAX_VALUE);

        var one = ExecFixture.reply(exec.line(MINUTE, first, "a".repeat(20_000), worker));
        var other = ExecFixture.reply(exec.line(MINUTE, second, "b", worker));

        assertThat(first.taken.get()).isEqualTo(one.body().length);
        assertThat(second.taken.get()).isEqualTo(other.body().length);
    }

    @Test
    void aLineThatFindsNoRoomWaitsOutsideUntilItsQuestionIsGivenUp() throws Exception {
        var narrow = new Room(0);

        var lost = exec.line(Duration.ofSeconds(1), narrow, "a".repeat(20_000), worker);

        assertThat(ExecFixture.lost(lost)).isEqualTo(ErrorClass.TIMEOUT);
        assertThat(narrow.taken.get()).isZero();
        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
        narrow.give();
        assertThat(text("next")).endsWith(" next");
    }

    @Test
    void whatAWorkerSaysUnaskedIsNotKeptAndEndsIt() throws Exception {
        exec.fifo("said");
        var talker = exec.script("talker", """
                echo $$ >>pids
                while read -r line; do
                  echo "$$ $line"
                  read -r x <never # until the answer was taken
                  head -c 100000 /dev/zero; echo >said
                done
                """);
        var room = new Room(Long.MAX_VALUE);
        var first = ExecFixture.reply(exec.line(MINUTE, room, "a", talker)).text();
        Files.writeString(work.resolve("never"), "\n");
        Files.readString(work.resolve("said"));

        var second = ExecFixture.reply(exec.line(MINUTE, "b", talker)).text();

        assertThat(room.taken.get()).isEqualTo(first.length());
        assertThat(second).endsWith(" b").isNotEqualTo(first.replace(" a", " b"));
    }

    /// Room for so many bytes; more waits until the question is given up.
    private static final class Room implements Intake {
        private final long most;
        private final AtomicLong taken = new AtomicLong();
        private final CountDownLatch givenUp = new CountDownLatch(1);

        Room(long most) {
            this.most = most;
        }

        @Override
        public boolean takeNow(long bytes) {
            if (taken.get() + bytes > most) {
                return false;
            }
            taken.addAndGet(bytes);
            return true;
        }

        @Override
        public void take(long bytes) throws InterruptedException {
            if (!takeNow(bytes)) {
                givenUp.await();
                throw new InterruptedException("given up");
            }
        }

        void give() {
            givenUp.countDown();
        }
    }

    @Test
    void aChildMayAnswerAndEnd() throws Exception {
        assertThat(text("last")).isEqualTo("answer");
        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue(); // until then the next line could go to it
        assertThat(text("next")).endsWith(" next");
    }

    @Test
    void aChildThatClosesItsInputIsNotWaitedFor() throws Exception {
        var deaf = exec.script("deaf", """
                echo $$ >>pids
                read -r line
                exec <&-
                echo $line
                read -r x <never
                """);
        assertThat(ExecFixture.reply(exec.line(MINUTE, "first", deaf)).text()).isEqualTo("first");

        var reply = ExecFixture.reply(exec.line(MINUTE, "second", deaf));

        assertThat(reply.header("deaf")).contains("true");
        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
    }

    @Test
    void idleChildrenEndAtClose() throws Exception {
        text("a");

        exec.transport.close();

        assertThat(ExecFixture.ends(work.resolve("pids"))).isTrue();
        assertThat(work.resolve("bye")).isNotEmptyFile(); // by itself, when its input ended
        assertThat(exec.files("pids")).isZero();
    }
}
