package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.io.result.HeaderLine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderLineTest {

    private static HeaderLine line(String text) {
        return HeaderLine.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ticker,price", "Name,Market Cap,P/E", "\"ticker\",\"score (0-1)\"", "ticker\tprice",
        "société;cours", "_id,chg%\r\n", "\uFEFFticker,price"})
    void namesOfColumnsAreTold(String text) {
        assertThat(line(text).looksLikeNames()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAPL,1", "yes", "---", "[", "{", "", ",", "a,,b", "a,A", "ok,no", "2026-11-30,close",
        "ticker: AAPL, name:", "\"a", "<a>,b", "AAPL,NaN", "name,-", "# a,b", "Dear all, this is a sentence."})
    void dataAndTextAreNot(String text) {
        assertThat(line(text).looksLikeNames()).isFalse();
    }

    @Test
    void whatDiffersOnlyInMarksIsTheSame() {
        assertThat(line("\uFEFF\"a\",\"b\"\"c\"\r\n")).isEqualTo(line("a,\"b\"\"c\""));
        assertThat(line("a,b")).isNotEqualTo(line("a;b"));
        assertThat(HeaderLine.of(new byte[] {(byte) 0xff, ',', 'a'}))
                .isNotEqualTo(HeaderLine.of(new byte[] {(byte) 0xfe, ',', 'a'}));
    }
}
