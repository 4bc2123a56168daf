package io.longhaul.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.testkit.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a real Redis holds and counts after batches.
class RedisMirrorTest {

    private RedisProcess redis;
    private RedisMirror mirror;

    @BeforeEach
    void start(@TempDir Path directory) {
        redis = RedisProcess.start(directory);
        mirror = new RedisMirror(RedisAddress.of(redis.url()));
    }

    @AfterEach
    void end() {
        mirror.close();
        redis.close();
    }

    private static Batch set(Map<String, String> values) {
        return new Batch(values, Map.of(), Map.of(), List.of(), Map.of());
    }

    private static Batch data(Map<String, String> values) {
        return new Batch(Map.of(), values, Map.of(), List.of(), Map.of());
    }

    private static Batch marks(String key, String value) {
        return new Batch(Map.of(), Map.of(), Map.of(key, value), List.of(), Map.of());
    }

    private static Batch unmarked(String... keys) {
        return new Batch(Map.of(), Map.of(), Map.of(), List.of(keys), Map.of());
    }

    @Test
    void aBatchIsAHandfulOfCommands() throws Exception {
        var values = new HashMap<String, String>();
        for (int i = 0; i < 1_200; i++) {
            values.put("k" + i, "{\"2024\":{\"price\":" + i + "}}");
        }
        redis.ask("SET", "old", "{\"by\":\"longhaul\"}");
        mirror.write("marker", set(Map.of()));
        redis.ask("CONFIG", "RESETSTAT");

        mirror.write("marker", new Batch(
                Map.of(), values, Map.of(), List.of("old", "never"), Map.of("job", "{}")));

        assertThat(redis.calls())
                .containsEntry("get", 1L)
                .containsEntry("evalsha", 3L)
                .containsEntry("mset", 3L)
                .containsEntry("del", 1L)
                .containsEntry("set", 1L);
        assertThat(redis.get("k1199")).isEqualTo("{\"2024\":{\"price\":1199}}");
        assertThat(redis.get("old")).isNull();
        assertThat(redis.ask("TTL", "k7")).isEqualTo(-1L);
        assertThat((Long) redis.ask("TTL", "job")).isBetween(86_390L, 86_400L);
    }

    @Test
    void aCommandHasAMegabyteAtMost() throws Exception {
        var values = new HashMap<String, String>();
        for (int i = 0; i < 10; i++) {
            values.put("k" + i, "x".repeat(300_000));
        }
        mirror.write("marker", set(Map.of()));
        redis.ask("CONFIG", "RESETSTAT");

        mirror.write("marker", data(values));

        assertThat(redis.calls()).containsEntry("evalsha", 4L);
    }

    @Test
    void whatStoodUnderTheMarkerIsTold() throws Exception {
        assertThat(mirror.write("marker", set(Map.of("marker", "a"))).marker()).isEmpty();
        assertThat(mirror.write("marker", set(Map.of("marker", "b"))).marker()).contains("a");
        redis.ask("FLUSHALL");
        assertThat(mirror.write("marker", set(Map.of())).marker()).isEmpty();
    }

    @Test
    void valuesOfOtherTypesAreReplaced() throws Exception {
        for (var key : List.of("marker", "a", "job", "mark", "unmarked")) {
            redis.ask("RPUSH", key, "a list");
        }

        var written = mirror.write("marker", new Batch(
                Map.of("marker", "m"), Map.of("a", "{}"), Map.of("mark", "{}"), List.of("unmarked"),
                Map.of("job", "{}")));

        assertThat(written.marker()).isEmpty();
        assertThat(written.stayed()).isEmpty();
        assertThat(redis.get("marker")).isEqualTo("m");
        assertThat(redis.get("a")).isEqualTo("{}");
        assertThat(redis.get("job")).isEqualTo("{}");
        assertThat(redis.ask("TYPE", "mark")).as("nobody knows whose marker it is").isEqualTo("list");
        assertThat(redis.ask("TYPE", "unmarked")).isEqualTo("list");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            a year more            | {"2023":{"price":1},"2024":{"price":2}}
            a field more           | {"2024":{"price":2,"market_cap":3}}
            a field of another     | {"2024":{"note":"mine"}}
            something besides      | {"updated":"2025-01-24"}
            a list                 | [1]
            """)
    void whatKnowsMoreStays(String what, String there) throws Exception {
        redis.ask("SET", "a", there);

        var written = mirror.write(data(Map.of("a", "{\"2024\":{\"price\":7}}", "b", "{}")));

        assertThat(written.stayed()).as(what).containsExactly("a");
        assertThat(redis.get("a")).isEqualTo(there);
        assertThat(redis.get("b")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            the same fields        | {"2024":{"price":1}}
            fewer                  | {}
            fields that are null   | {"2024":{"price":1,"market_cap":null},"2023":null}
            a year without any     | {"2020":{}}
            no JSON                | forged
            a number               | 17
            half a document        | {"2024":{"price"
            """)
    void whatKnowsNoMoreIsReplaced(String what, String there) throws Exception {
        redis.ask("SET", "a", there);

        var written = mirror.write(data(Map.of("a", "{\"2024\":{\"price\":7}}")));

        assertThat(written.stayed()).as(what).isEmpty();
        assertThat(redis.get("a")).isEqualTo("{\"2024\":{\"price\":7}}");
    }

    @Test
    void whatIsTooLargeToJudgeStays() throws Exception {
        redis.ask("SETRANGE", "a", "100000000", "x");

        var written = mirror.write(data(Map.of("a", "{}")));

        assertThat(written.stayed()).containsExactly("a");
        assertThat(redis.ask("STRLEN", "a")).isEqualTo(100_000_001L);
    }

    @Test
    void aMarkerOfAnotherIsNeitherReplacedNorDeleted() throws Exception {
        var theirs = "{\"ticker\":\"QQZ\",\"error\":\"Ticker not found\",\"failed_at\":\"2025-01-24T10:00:00.000Z\"}";
        var ours = "{\"ticker\":\"QQZ\",\"by\":\"longhaul\"}";
        redis.ask("SET", "theirs", theirs);

        mirror.write(marks("theirs", ours));
        mirror.write(marks("ours", "{\"error\":1,\"by\":\"longhaul\"}"));
        mirror.write(marks("ours", ours));

        assertThat(redis.get("theirs")).isEqualTo(theirs);
        assertThat(redis.get("ours")).isEqualTo(ours);

        mirror.write(unmarked("theirs", "ours", "neither"));

        assertThat(redis.get("theirs")).isEqualTo(theirs);
        assertThat(redis.get("ours")).isNull();
    }

    @Test
    void whoseScriptWasForgottenWritesWithTheNextBatch() throws Exception {
        mirror.write(data(Map.of("a", "{}")));
        redis.ask("SCRIPT", "FLUSH");
        assertThatThrownBy(() -> mirror.write(data(Map.of("b", "{}"))))
                .isInstanceOf(RedisAway.class)
                .hasMessageContaining("NOSCRIPT");

        mirror.write(data(Map.of("b", "{}")));

        assertThat(redis.get("b")).isEqualTo("{}");
    }

    @Test
    void aDeathIsToldAndTheNextBatchConnectsAgain() throws Exception {
        mirror.write("marker", set(Map.of("a", "1")));
        redis.kill();
        assertThatThrownBy(() -> mirror.write("marker", set(Map.of("a", "2"))))
                .isInstanceOf(RedisAway.class)
                .hasMessageContaining(redis.url())
                .hasMessageNotContaining("Exception");
        redis.restart();

        mirror.write("marker", set(Map.of("a", "3")));

        assertThat(redis.get("a")).isEqualTo("3");
    }

    @Test
    void whatRedisRefusesIsToldInItsWords() throws Exception {
        redis.ask("CONFIG", "SET", "maxmemory", "1");

        assertThatThrownBy(() -> mirror.write("marker", set(Map.of("a", "1"))))
                .isInstanceOf(RedisAway.class)
                .hasMessageContaining("OOM");

        redis.ask("CONFIG", "SET", "maxmemory", "0");
        mirror.write("marker", set(Map.of("a", "1")));
        assertThat(redis.get("a")).isEqualTo("1");
    }

    @Test
    void aPasswordIsUsedAndNeverShown() throws Exception {
        redis.password("s3cret-word");
        var address = RedisAddress.of("redis://:s3cret-word@127.0.0.1:" + redis.port() + "/2");
        try (var right = new RedisMirror(address)) {
            right.write("marker", set(Map.of("a", "1")));
        }
        var wrong = RedisAddress.of("redis://:another-word@127.0.0.1:" + redis.port());
        try (var refused = new RedisMirror(wrong)) {
            assertThatThrownBy(() -> refused.write("marker", set(Map.of("a", "2"))))
                    .isInstanceOf(RedisAway.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("another-word");
        }

        assertThat(address + address.shown()).doesNotContain("s3cret").contains(redis.port() + "/2");
        assertThat(redis.get("a")).isNull(); // it was database 2
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "+OK\r\n", "$-1\r\n", "*-1\r\n", ":5\r\n", "garbage\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n",
        "*1000000000\r\n:1\r\n",
        "%1\r\n+server\r\n+valkey\r\n"
    })
    void whatIsNoRedisIsTold(String answer) throws Exception {
        try (var liar = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var _ = Thread.ofVirtual().start(() -> answerAll(liar, answer.getBytes(StandardCharsets.US_ASCII)));
            var url = "redis://127.0.0.1:" + liar.getLocalPort();
            try (var away = new RedisMirror(RedisAddress.of(url))) {
                assertThatThrownBy(() -> away.write("marker", set(Map.of("a", "1"))))
                        .isInstanceOf(RedisAway.class)
                        .hasMessageStartingWith(url)
                        .hasMessageNotContainingAny("null", "java.", "nvoke", "Output")
                        .message()
                        .containsAnyOf("none of Redis", "no answer within 3 s");
            }
        }
    }

    private static void answerAll(ServerSocket liar, byte[] answer) {
        var request = new byte[65_536];
        while (!liar.isClosed()) {
            try (var socket = liar.accept()) {
                while (socket.getInputStream().read(request) >= 0) {
                    socket.getOutputStream().write(answer);
                }
            } catch (IOException hungUp) {
                // by whoever does not like the answer
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "127.0.0.1:6379", "http://127.0.0.1", "redis://", "redis://:s3cret@", "redis://:s3cret word@h",
        "redis://h:99999999999/s3cret", "redis-socket:///s3cret"
    })
    void whatIsNoAddressIsRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> RedisAddress.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want redis://HOST:PORT")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }
}
