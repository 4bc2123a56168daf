package io.longhaul.source.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailTest {

    private static String kept(String text, int piece) {
        var tail = new Tail();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += piece) {
            int count = Math.min(piece, bytes.length - at);
            var part = new byte[count + 3];
            System.arraycopy(bytes, at, part, 0, count);
            tail.take(part, count);
        }
        return tail.text();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, 8_192, 8_193, 100_000})
    void whatFitsIsKeptWholeHoweverItComes(int piece) {
        var text = "é".repeat(8_192);

        assertThat(kept(text, piece)).isEqualTo(text);
        assertThat(kept("", piece)).isEmpty();
        assertThat(kept("one line\n", piece)).isEqualTo("one line\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, 8_192, 8_193, 100_000})
    void ofMoreTheBeginningAndTheEndAreKept(int piece) {
        var text = "a".repeat(8_192) + "b".repeat(5_000) + "c".repeat(8_192);

        assertThat(kept(text, piece))
                .isEqualTo("a".repeat(8_192) + "\n… 5000 bytes left out …\n" + "c".repeat(8_192));
    }

    @Test
    void noCharacterIsCutInTwo() {
        var text = "x" + "€".repeat(20_000); // 3 bytes each: both cuts fall into one

        assertThat(kept(text, 4_096)).doesNotContain("\uFFFD").startsWith("x€").endsWith("€").contains("€\n… ");
    }
}
