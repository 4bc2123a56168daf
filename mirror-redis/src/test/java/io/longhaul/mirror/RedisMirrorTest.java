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
        return new Batch(values, Map.of(), List.of());
    }

    @Test
    void aBatchIsAHandfulOfCommands() throws Exception {
        var values = new HashMap<String, String>();
        for (int i = 0; i < 1_200; i++) {
            values.put("k" + i, "v" + i);
        }
        redis.ask("SET", "old", "1");
        mirror.write("marker", set(Map.of()));
        redis.ask("CONFIG", "RESETSTAT");

        mirror.write("marker", new Batch(values, Map.of("job", "{}"), List.of("old", "never")));

        assertThat(redis.calls())
                .containsEntry("get", 1L)
                .containsEntry("mset", 3L)
                .containsEntry("del", 1L)
                .containsEntry("set", 1L);
        assertThat(redis.get("k1199")).isEqualTo("v1199");
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

        mirror.write("marker", set(values));

        assertThat(redis.calls()).containsEntry("mset", 4L);
    }

    @Test
    void whatStoodUnderTheMarkerIsTold() throws Exception {
        assertThat(mirror.write("marker", set(Map.of("marker", "a")))).isEmpty();
        assertThat(mirror.write("marker", set(Map.of("marker", "b")))).contains("a");
        redis.ask("FLUSHALL");
        assertThat(mirror.write("marker", set(Map.of()))).isEmpty();
    }

    @Test
    void valuesOfOtherTypesAreReplaced() throws Exception {
        for (var key : List.of("marker", "a", "job", "gone")) {
            redis.ask("RPUSH", key, "a list");
        }

        var before = mirror.write(
                "marker", new Batch(Map.of("marker", "m", "a", "1"), Map.of("job", "{}"), List.of("gone")));

        assertThat(before).isEmpty();
        assertThat(redis.get("marker")).isEqualTo("m");
        assertThat(redis.get("a")).isEqualTo("1");
        assertThat(redis.get("job")).isEqualTo("{}");
        assertThat(redis.ask("EXISTS", "gone")).isEqualTo(0L);
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
