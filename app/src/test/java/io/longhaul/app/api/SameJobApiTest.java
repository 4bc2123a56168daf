package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The same work is one job, whoever asks for it and how.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SameJobApiTest {

    private Path directory = Path.of("");
    private Served served = null_();

    @SuppressWarnings("NullAway") // set before each test
    private static Served null_() {
        return null;
    }

    @BeforeEach
    void aService(@TempDir Path fresh) {
        directory = fresh;
        served = Served.in(fresh);
        var cli = new Cli(fresh);
        cli.file("list.csv", "ticker\nA\nB\n");
        cli.script("gated.sh", "while [ ! -e go ]; do sleep 0.02; done; echo $1");
    }

    @AfterEach
    void itEnds() {
        served.close();
    }

    private Http.Reply ask(String more) {
        return served.send(Served.post(
                "/v1/jobs", "{\"workflow\":\"screen\",\"exec\":\"./gated.sh {ticker}\",\"list\":{\"file\":\"list.csv\"}"
                        + more + "}"));
    }

    private void go() throws IOException {
        Files.writeString(directory.resolve("go"), "");
    }

    private int jobs() {
        return served.session.store().jobs(10).size();
    }

    @Test
    void theSameRequestTwiceIsTheSameJobUntilItIsComplete() throws Exception {
        var first = ask("");
        var second = ask(",\"concurrency\":2");
        var other = ask(",\"name\":\"other\"");
        go();
        served.until("screen-1", "completed");
        var complete = ask("");
        var anew = ask(",\"new\":true");

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.json().get("jobId").asString()).isEqualTo("screen-1");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.header("location")).isEqualTo("/v1/jobs/screen-1");
        assertThat(complete.status()).isEqualTo(409);
        assertThat(complete.json().get("code").asString()).isEqualTo("exists");
        assertThat(complete.json().get("detail").asString()).contains("is complete", "\"new\": true", "screen-1");
        assertThat(anew.status()).isEqualTo(202);
        assertThat(anew.json().get("jobId").asString()).isEqualTo("screen-2");
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void aCommandLineGoesOnWithTheJobOfARequest() throws Exception {
        ask(",\"workingDirectory\":\"" + directory + "\"");
        var command = CompletableFuture.supplyAsync(
                () -> new Cli(directory).run("screen", "list.csv", "--exec", "./gated.sh {ticker}", "-o", "out.txt"));
        while (!Files.exists(directory.resolve("home/adopted/screen-1.properties"))) {
            Thread.onSpinWait();
        }
        go();

        var ended = command.get();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("goes on with screen-1");
        assertThat(Files.readString(directory.resolve("out.txt"))).isEqualTo("A\nB\n");
        assertThat(ask("").status()).isEqualTo(409);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void anotherFolderIsAnotherJobAndMustBeThere() throws Exception {
        var other = Files.createDirectory(directory.resolve("other"));
        Files.copy(directory.resolve("list.csv"), other.resolve("list.csv"));
        Files.copy(directory.resolve("gated.sh"), other.resolve("gated.sh"));

        ask("");
        var there = ask(",\"workingDirectory\":\"" + other + "\"");
        var nowhere = ask(",\"workingDirectory\":\"" + directory.resolve("none") + "\"");
        var relative = ask(",\"workingDirectory\":\"other\"");

        assertThat(there.json().get("jobId").asString()).isEqualTo("screen-2");
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(relative.status()).isEqualTo(400);
        assertThat(relative.json().get("detail").asString()).contains("want the absolute path of a directory");
        go();
        Files.writeString(other.resolve("go"), "");
    }

    @Test
    void aNameOfAnUnfinishedJobIsTaken() throws Exception {
        ask(",\"name\":\"mine\"");
        var taken = served.send(Served.post("/v1/jobs",
                "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"tickers\":[\"A\"]},\"name\":\"mine\"}"));
        var handle = served.send(Served.post("/v1/jobs",
                "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"tickers\":[\"A\"]},\"name\":\"fill-cache-3\"}"));
        go();

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().get("detail").asString()).contains("the name \"mine\" is that of screen-1");
        assertThat(handle.status()).isEqualTo(400);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aProgramThatIsNotThereIsRefusedInTheWordsOfTheCommandLine() {
        var line = new Cli(directory).run("screen", "list.csv", "--exec", "./gatde.sh {ticker}");
        var refused = served.send(Served.post("/v1/jobs",
                "{\"workflow\":\"screen\",\"exec\":\"./gatde.sh {ticker}\",\"list\":{\"file\":\"list.csv\"}}"));
        var nightly = served.send(Served.post("/v1/jobs",
                "{\"workflow\":\"screen\",\"exec\":\"no-program-of-this {ticker}\",\"list\":{\"tickers\":[\"A\"]},"
                        + "\"cron\":\"@daily\"}"));
        var ofItsRow = served.send(Served.post("/v1/jobs",
                "{\"workflow\":\"screen\",\"exec\":\"{program} {ticker}\",\"list\":{\"key\":\"ticker\",\"rows\":"
                        + "[{\"ticker\":\"A\",\"program\":\"echo\"}]}}"));

        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.json().get("code").asString()).isEqualTo("program");
        assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/exec");
        var words = refused.json().at("/errors/0/detail").asString();
        assertThat(words).startsWith("command not found: ").endsWith("Did you mean \"./gated.sh\"?");
        assertThat(line.exit()).isEqualTo(2);
        assertThat(line.err()).contains("--exec: " + words);
        assertThat(nightly.status()).as(nightly.text()).isEqualTo(422);
        assertThat(ofItsRow.status()).as(ofItsRow.text()).isEqualTo(202);
        assertThat(jobs()).isEqualTo(1);
    }
}
