package io.longhaul.lab.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

    @Test
    void everyOrderIsUnderstood() {
        var script = Script.parse("""
                # what goes wrong
                seed 7
                latency 1ms-1.5s   # slow at times
                share lost 0.25
                at 17 cut
                rate 500/1s
                rate 10000/1h
                quota 20/day@America/Los_Angeles+300s
                """);

        assertThat(script)
                .isEqualTo(new Script(
                        7,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1500),
                        Map.of(Fault.LOST, 0.25),
                        Map.of(17L, Fault.CUT),
                        List.of(new Rate(500, Duration.ofSeconds(1)), new Rate(10_000, Duration.ofHours(1))),
                        new Quota(20, 1, ZoneId.of("America/Los_Angeles"), Duration.ofSeconds(300))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "latency", "latency fast", "share lost much", "share lots 0.1", "at noon lost", "rate 500",
        "quota 20/day@Nowhere",
        "quota 20", "sleep 5s"
    })
    void whatIsNotUnderstoodIsNamedWithItsLine(String order) {
        assertThatThrownBy(() -> Script.parse("seed 1\n" + order))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2 \"" + order + "\"");
    }

    @Test
    void moreThanAllCallsCannotGoWrong() {
        assertThatThrownBy(() -> Script.parse("share lost 0.6\nshare cut 0.6")).hasMessageContaining("shares of 1.2");
    }
}
