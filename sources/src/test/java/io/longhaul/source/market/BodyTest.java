package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.testkit.SourceContract;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":[1,2|it ends too early, at line 1, column",
        "{\"a\":1} x|at line 1, column",
        "{\"a\":NaN}|it is malformed, at line 1, column",
        "{\"a\":-Infinity}|it is malformed, at line 1, column",
        "{\"a\":1,\"a\":2}|a field stands twice, or something follows its end, at line 1, column",
        "{\"a\":\"b|it ends too early, at line 1, column",
        "nonsense|it is malformed, at line 1, column"
    })
    void whatIsNoJsonIsToldInOurWords(String text, String words) {
        told(text, words);
    }

    @Test
    void whatIsTooMuchIsToldInOurWords() {
        told("{\"a\":1" + "0".repeat(2000) + "}", "too long a number");
        told("[".repeat(5000) + "]".repeat(5000), "nested too deep");
    }

    private static void told(String text, String words) {
        assertThatThrownBy(() -> Body.of(SourceContract.reply(200, text)).json())
                .isInstanceOf(BadBody.class)
                .hasMessageStartingWith("got a body that is no JSON: ")
                .hasMessageContaining(words)
                .hasMessageNotContainingAny("Feature", "REDACTED", "Source", "Constraints", "token", "UNKNOWN");
    }

    private static Answer<Object> encoded(int status, String encoding) {
        var reply = new Reply(
                status, Map.of("content-encoding", encoding), "\u0011xx".getBytes(StandardCharsets.UTF_8),
                SourceContract.NOW);
        return Refusals.common("anyone", reply, Body.of(reply)).orElseThrow();
    }

    @Test
    void anEncodingThatNobodyAskedForIsNamed() {
        assertThat(encoded(200, "br"))
                .isEqualTo(new Answer.Failed<>(
                        ErrorClass.VALIDATION,
                        "anyone answered with content-encoding br, which was not asked for; want gzip or none"));
        assertThat(encoded(404, "gzip, zstd").toString()).contains("content-encoding gzip, zstd");
        assertThat(encoded(429, "br")).isInstanceOf(Answer.Throttled.class);
        assertThat(encoded(503, "br").toString()).contains("503");
        var plain = new Reply(
                200, Map.of("content-encoding", "identity"), "[]".getBytes(StandardCharsets.UTF_8), SourceContract.NOW);
        assertThat(Refusals.common("anyone", plain, Body.of(plain))).isEmpty();
    }
}
