package io.longhaul.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeantTest {

    @Test
    void namesNearOneAnotherAreFound() {
        assertThat(Meant.distance("AAPL", "APPL")).isEqualTo(1);
        assertThat(Meant.distance("AAPL", "AALP")).isEqualTo(1);
        assertThat(Meant.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void theNearestIsNamedAndNothingFarAway() {
        assertThat(Meant.among("stauts", List.of("start", "status"))).isEqualTo(". Did you mean \"status\"?");
        assertThat(Meant.among("brkb", List.of("BRK.B"))).isEqualTo(". Did you mean \"BRK.B\"?");
        assertThat(Meant.among("frob", List.of("start", "status", "fred"))).isEmpty();
    }
}
