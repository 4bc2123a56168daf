package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickerTest {

    @Test
    void everySpellingIsOneTicker() {
        for (var text : new String[] {"BRK.B", "BRK-B", "BRK/B", "brk-b.us", " brk.b\uFEFF"}) {
            assertThat(Ticker.of(text).symbol()).isEqualTo("BRK.B");
        }
    }

    /// A long s and a dotless i have S and I as their capitals.
    @ParameterizedTest
    @ValueSource(strings = {"", "\u017f", "\u0131", "A\u017f", "\u212a", "\uff21", "A B", "=A", "1A", "A.B.C"})
    void whatIsNoTickerIsRefused(String text) {
        assertThatThrownBy(() -> Ticker.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is no ticker");
    }
}
