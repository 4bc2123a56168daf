package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `POST /v1/jobs/{job}/retry`: which rows run again, and which do not.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetryApiTest {

    @TempDir
    Path directory;

    private Served served;

    @BeforeEach
    void start() {
        served = Served.in(directory);
    }

    @AfterEach
    void end() {
        served.close();
    }

    /// Rows that begin with `B` fail until there is a file `mended`; those with `S` are skipped, `W` waits for `go`.
    private void screened(String... tickers) {
        served.screen(
                "sh -c 'case $0 in B*) test -e " + directory + "/mended || exit 1;; S*) exit 65;; W*) while [ ! -e "
                        + directory + "/go ]; do sleep 0.02; done;; esac; echo $0' {ticker}",
                ",\"maxRetries\":0", tickers);
    }

    private void file(String name) throws IOException {
        Files.writeString(directory.resolve(name), "");
    }

    private Http.Reply retry(String body) {
        return served.send(Served.post("/v1/jobs/screen-1/retry", body));
    }

    private String state(String key) {
        for (var item : served.send(Served.get("/v1/jobs/screen-1/items")).json().get("items")) {
            var name = item.get("key").asString() + (item.get("occurrence").asInt() > 1
                    ? "#" + item.get("occurrence").asInt()
                    : "");
            if (name.equals(key)) {
                return item.get("state").asString();
            }
        }
        throw new AssertionError("no " + key);
    }

    private void untilDone(String key) {
        while (!state(key).equals("done")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneRowRunsAgainByItsKeyAndTheOthersDoNot() throws Exception {
        screened("A", "B1", "B2", "B2", "S1");
        served.until("screen-1", "completed");
        file("mended");

        var one = retry("{\"item\":\"b1\"}");
        untilDone("B1");
        served.until("screen-1", "completed");
        var second = retry("{\"item\":\"B2#2\"}");
        untilDone("B2#2");
        served.until("screen-1", "completed");
        var skipped = retry("{\"item\":\"row:6\"}");
        served.until("screen-1", "completed");

        assertThat(one.status()).as(one.text()).isEqualTo(202);
        assertThat(one.json().get("retried").asInt()).isEqualTo(1);
        assertThat(second.json().get("retried").asInt()).isEqualTo(1);
        assertThat(skipped.json().get("retried").asInt()).isEqualTo(1);
        assertThat(state("B2")).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"item\":\"C\"}|404|screen-1 has no item \"C\"; want a key, KEY#2 for its second row, or row:412",
        "{\"item\":\"B#2\"}|404|screen-1 has no item \"B#2\"; want",
        "{\"item\":\"row:9\"}|404|screen-1 has no item \"row:9\"; want",
        "{\"item\":\"A\"}|409|A is done; a stored answer is not bought again",
        "{\"item\":7}|400|/item: want text",
        "{\"item\":\"B\",\"class\":\"unknown\"}|400|/item: goes with neither state nor class: one row is meant",
        "{\"item\":\"B\",\"state\":\"failed\"}|400|/item: goes with neither state nor class: one row is meant",
        "{\"class\":\"bad\"}|400|/class: got \"bad\"; want one of network, timeout,",
        "{\"state\":\"done\"}|400|/state: got \"done\"; want failed or uncertain",
        "{\"state\":\"uncertain\",\"class\":\"timeout\"}|400|/class: goes with state failed only",
        "{\"items\":[\"B\"]}|400|/items: is no field here; there are class, item, state"
    })
    void whatCannotRunAgainSaysSoAndNothingRuns(String body, int status, String detail) throws Exception {
        screened("A", "B");
        served.until("screen-1", "completed");

        var reply = retry(body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json().get("detail").asString()).startsWith(detail);
        assertThat(state("B")).isEqualTo("failed");
    }

    @Test
    void ofARunningJobFailedRowsRunAgainAndOthersDoWithTheRest() throws Exception {
        screened("B", "W");
        while (!state("B").equals("failed")) {
            Thread.onSpinWait();
        }
        file("mended");

        var running = retry("{\"item\":\"W\"}");
        var failed = retry("{\"item\":\"B\"}");
        untilDone("B");
        var before = state("W");
        file("go");
        var ended = served.until("screen-1", "completed");

        assertThat(running.status()).isEqualTo(409);
        assertThat(running.json().get("detail").asString()).isEqualTo("W has not ended yet; it runs with the rest");
        assertThat(failed.status()).isEqualTo(202);
        assertThat(before).isEqualTo("pending");
        assertThat(ended.at("/items/done").asInt()).isEqualTo(2);
    }

    @Test
    void rowsThatWouldOnlyBeRefusedAgainDoNotCount() throws Exception {
        served.send(Served.post("/v1/jobs", """
                {"workflow":"screen","exec":"sh -c 'exit 1' {ticker}","maxRetries":0,
                 "list":{"rows":[{"ticker":"A"},{"ticker":""}]}}"""));
        served.until("screen-1", "completed");

        var refused = retry("{\"class\":\"validation\"}").json();
        var all = retry("{}").json();

        assertThat(refused.get("retried").asInt()).isZero();
        assertThat(all.get("retried").asInt()).isEqualTo(1);
    }
}
