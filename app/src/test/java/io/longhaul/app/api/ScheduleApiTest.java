package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `at` and `cron` of `POST /v1/jobs`.
@Timeout(60)
class ScheduleApiTest {

    private static String body(String more) {
        return "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"echo {ticker}\"," + more + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"at\":\"soon\"|/at: time \"soon\" is not understood; want 02:30",
        "\"at\":\"2020-01-01T00:00:00Z\"|/at: time \"2020-01-01T00:00:00Z\" in",
        "\"at\":7|/at: want text",
        "\"cron\":\"* * *\"|/cron: cron \"* * *\":",
        "\"cron\":\"@daily\",\"missed\":\"no\"|/missed: got \"no\"; want one of skip, once, all",
        "\"cron\":\"@daily\",\"timeZone\":\"Mars\"|/timeZone: got \"Mars\"; want one as America/New_York or UTC",
        "\"cron\":\"@daily\",\"at\":\"02:30\"|/cron: got a time to start at, too",
        "\"missed\":\"once\"|/missed: got \"once\" without times to miss; it goes with cron"
    })
    void whatIsNoTimeMakesNoJob(String more, String detail, @TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var reply = served.send(Served.post("/v1/jobs", body(more)));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().get("detail").asString()).startsWith(detail);
            assertThat(served.session.store().jobs(1)).isEmpty();
        }
    }

    @Test
    void aJobWaitsForItsTimeAndIsPausedResumedAndCancelled(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var made = served.send(Served.post("/v1/jobs", body("\"at\":\"2099-11-23T02:30:00Z\""))).json();
            var paused = served.send(Served.post("/v1/jobs/screen-1/pause", "{}")).json();
            var resumed = served.send(Served.post("/v1/jobs/screen-1/resume", "{}")).json();
            var cancelled = served.send(Served.post("/v1/jobs/screen-1/cancel", "{}")).json();

            assertThat(made.get("status").asString()).isEqualTo("waiting");
            assertThat(made.at("/waiting/until").asString()).isEqualTo("2099-11-23T02:30:00Z");
            assertThat(made.at("/waiting/because").asString()).isEqualTo("starts at 2099-11-23T02:30:00Z");
            assertThat(paused.get("status").asString()).isEqualTo("paused");
            assertThat(resumed).isEqualTo(made);
            assertThat(cancelled.get("status").asString()).isEqualTo("cancelled");
            assertThat(served.session.store().counts(1).done()).isZero();
        }
    }

    @Test
    void aJobStartsWhenItsTimeCame(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            // a time gone by would be refused: it is reckoned when everything is loaded
            served.send(Served.post("/v1/jobs", body("\"at\":\"never\"")));
            var soon = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).plusSeconds(4);
            var made = served.send(Served.post("/v1/jobs", body("\"at\":\"" + soon + "\""))).json();
            var ended = served.until("screen-1", "completed");

            assertThat(made.get("status").asString()).isEqualTo("waiting");
            assertThat(java.time.Instant.parse(ended.at("/time/startedAt").asString())).isAfterOrEqualTo(soon);
            assertThat(ended.at("/items/done").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aScheduleSaysItsNextTime(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var made = served.send(Served.post(
                    "/v1/jobs", body("\"cron\":\"30 2 * * *\",\"timeZone\":\"America/New_York\"")));

            assertThat(made.status()).isEqualTo(202);
            assertThat(made.json().at("/waiting/because").asString()).isEqualTo("cron 30 2 * * * America/New_York");
            assertThat(made.json().at("/waiting/until").isNull()).isFalse();
        }
    }
}
