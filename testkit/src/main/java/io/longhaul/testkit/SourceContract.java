package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every HTTP source owes the engine, whatever its upstream: pure functions, an identity without secrets, and a
/// reading that believes nothing.
public interface SourceContract<Q, A> {

    Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
    Key KEY = new Key("…3f9a", new Owner("ann"), "s3cr3t-0123456789-3f9a");

    Source<Q, A> source();

    /// Two at least, no two alike.
    List<Q> questions();

    /// Replies that answer the first question.
    List<Reply> found();

    /// Whether half a body can be told from a whole one by looking at it.
    default boolean endIsSeen() {
        return true;
    }

    static Reply reply(int status, String body) {
        return reply(status, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply reply(int status, byte[] body) {
        return new Reply(status, Map.of("content-type", "application/json"), body, NOW);
    }

    private Q question() {
        return questions().getFirst();
    }

    @Test
    default void itsRepliesAreFound() {
        assertThat(found()).isNotEmpty();
        for (var reply : found()) {
            assertThat(source().read(question(), reply)).isInstanceOf(Answer.Found.class);
        }
    }

    @Test
    default void requestsAndReadingArePure() {
        var first = (Request.Http) source().request(question(), KEY);
        var second = (Request.Http) source().request(question(), KEY);

        assertThat(second.method() + second.path() + second.headers())
                .isEqualTo(first.method() + first.path() + first.headers());
        assertThat(second.body()).isEqualTo(first.body());
        for (var reply : found()) {
            var before = reply.body().clone();
            assertThat(source().read(question(), reply)).isEqualTo(source().read(question(), reply));
            assertThat(reply.body()).isEqualTo(before);
        }
    }

    @Test
    default void questionsAreToldApart() {
        var identities = new HashSet<String>();
        for (var question : questions()) {
            assertThat(source().canonical(question)).isEqualTo(source().canonical(question));
            identities.add(source().canonical(question));
        }

        assertThat(identities).hasSameSizeAs(questions()).hasSizeGreaterThan(1);
    }

    /// Under the gate's name other processes' calls of its other sources are found, when its quota is counted.
    @Test
    default void itsNameBeginsWithItsGates() {
        var spec = source().spec();

        assertThat(spec.name() + ".").startsWith(spec.limits().gate() + ".");
    }

    @Test
    default void noSecretIsInAQuestionsIdentityNorInAReason() {
        for (var question : questions()) {
            assertThat(source().canonical(question) + question).doesNotContain(KEY.secret());
        }
        for (int status : STATUSES) {
            var echo = "{\"Information\":\"your key " + KEY.secret() + "\",\"detail\":\"" + KEY.secret() + "\"}";
            assertThat(source().read(question(), reply(status, echo)).toString()).doesNotContain(KEY.secret());
            assertThat(source().read(question(), reply(status, KEY.secret())).toString())
                    .doesNotContain(KEY.secret());
        }
    }

    /// Statuses with a meaning somewhere.
    List<Integer> STATUSES =
            List.of(100, 200, 204, 206, 301, 304, 307, 400, 401, 402, 403, 404, 408, 410, 422, 429, 500, 502, 503, 599);

    @Test
    default void nothingButDataIsFoundAndNothingThrows() {
        for (int status : STATUSES) {
            for (var body : GARBAGE) {
                assertThat(source().read(question(), reply(status, body)))
                        .as("status %s, body %.40s", status, body)
                        .isNotInstanceOf(Answer.Found.class);
            }
        }
    }

    List<String> GARBAGE = List.of(
            "", " ", "\n", "null", "true", "0", "[]", "{}", "[null]", "[[]]", "{\"\":null}", "\"\"", "{", "[", "[{}]",
            "<!DOCTYPE html><html><body>Just a moment...</body></html>",
            "<html><script>window.location=1</script><noscript>This site requires JavaScript</noscript></html>",
            "\uFEFF", "\0\0\0\0", "a,b,c\n1,2,3\n", "NaN", "1e999999999", "Bad Gateway",
            "[".repeat(10_000) + "]".repeat(10_000), "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
            "\"" + "x".repeat(100_000) + "\"");

    @Test
    default void bytesOfAnyKindDoNotThrow() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            var body = new byte[random.nextInt(1, 300)];
            random.nextBytes(body);
            var reply = reply(random.nextBoolean() ? 200 : random.nextInt(100, 600), body);

            assertThatCode(() -> source().read(question(), reply)).doesNotThrowAnyException();
        }
    }

    @Test
    default void halfABodyIsNotFound() {
        for (var reply : found()) {
            var body = reply.body();
            for (int length : cuts(body.length)) {
                var cut = new byte[length];
                System.arraycopy(body, 0, cut, 0, length);
                var answer = source().read(question(), new Reply(200, reply.headers(), cut, NOW));
                if (endIsSeen()) {
                    assertThat(answer).as("%s of %s bytes", length, body.length).isNotInstanceOf(Answer.Found.class);
                }
            }
        }
    }

    private static List<Integer> cuts(int length) {
        return IntStream.rangeClosed(0, 20).mapToObj(i -> (int) ((length - 2L) * i / 20)).filter(i -> i >= 0).toList();
    }

    @Test
    default void aDamagedBodyDoesNotThrow() {
        var random = new SplittableRandom(11);
        for (var reply : found()) {
            for (int i = 0; i < 500; i++) {
                var body = damaged(reply.body(), random);
                assertThatCode(() -> source().read(question(), new Reply(200, reply.headers(), body, NOW)))
                        .as("%s", new String(body, StandardCharsets.UTF_8))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static byte[] damaged(byte[] body, SplittableRandom random) {
        var texts = List.of("null", "-1", "1e999999999", "\"\"", "0.5", "-0.0", "99999999999999999999", "{}", "[]",
                "\"x\"");
        var text = new String(body, StandardCharsets.ISO_8859_1);
        var numbers = new ArrayList<int[]>();
        var matcher = java.util.regex.Pattern.compile("[0-9.]+|\"[^\"]*\"").matcher(text);
        while (matcher.find()) {
            numbers.add(new int[] {matcher.start(), matcher.end()});
        }
        if (numbers.isEmpty()) {
            return body;
        }
        var hit = numbers.get(random.nextInt(numbers.size()));
        return (text.substring(0, hit[0]) + texts.get(random.nextInt(texts.size())) + text.substring(hit[1]))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    default void tooManyRequestsAreWaitedOutUntilTheHint() {
        for (var body : List.of("", "Too Many Requests", "{}", "<html>429</html>")) {
            assertThat(source().read(question(), reply(429, body))).isInstanceOf(Answer.Throttled.class);
        }
        var hint = new Reply(429, Map.of("retry-after", "30"), new byte[0], NOW);
        assertThat(source().read(question(), hint))
                .isInstanceOfSatisfying(
                        Answer.Throttled.class,
                        throttled -> assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(30)));
    }

    @Test
    default void theUpstreamsOwnFailuresMayPass() {
        for (int status : List.of(500, 502, 503, 504)) {
            assertThat(source().read(question(), reply(status, "<html>Bad Gateway</html>")))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.errorClass()).isEqualTo(ErrorClass.SERVER));
        }
    }
}
