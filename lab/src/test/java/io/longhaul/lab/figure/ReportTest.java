package io.longhaul.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Host HOST =
            new Host("Old Chip", 2, 4L << 30, "Linux 6", "25", Instant.parse("2026-11-20T10:00:00Z"));

    private static Report report(Figure... figures) {
        return new Report("bench", "noop", HOST, List.of(figures));
    }

    @Test
    void targetsAreMetUpToTheirLimit() {
        assertThat(Figure.atLeast(0.5, "f", 0.5, "x").met()).isTrue();
        assertThat(Figure.atLeast(0.5, "f", 0.49999, "x").met()).isFalse();
        assertThat(Figure.atMost(0.5, "f", 0.5, "x").met()).isTrue();
        assertThat(Figure.atMost(0.5, "f", 0.50001, "x").met()).isFalse();
        assertThat(Figure.atMost(0.5, "f", Double.NaN, "x").met()).isFalse();
    }

    @Test
    void oneFigureNotMetFailsTheReport() {
        assertThat(report(Figure.atMost(1, "a", 1, "s"), Figure.of("b", 7, "s")).met()).isTrue();
        assertThat(report(Figure.atMost(1, "a", 1, "s"), Figure.atLeast(1, "b", 0, "s")).met())
                .isFalse();
    }

    @Test
    void theDocumentNamesMachineTargetsAndWhatStandsBeside() {
        var report = report(
                Figure.atLeast(0.5, "ratio", 0.53412345, "x"),
                Figure.atMost(1.5, "first", 2, "s"),
                Figure.of("speed", 47086.4, "items/s"));

        assertThat(report.json()).isEqualTo("""
                {"bench":"noop","machine":{"cpu":"Old Chip","cores":2,"memory":4294967296,"os":"Linux 6","java":"25",\
                "date":"2026-11-20T10:00:00Z"},"figures":[\
                {"name":"ratio","value":0.5341,"unit":"x","at_least":0.5,"met":true},\
                {"name":"first","value":2.0,"unit":"s","at_most":1.5,"met":false}],\
                "beside":[{"name":"speed","value":47086.0,"unit":"items/s"}]}
                """);
    }

    @Test
    void theTableFitsEightyColumns() {
        var report = report(
                Figure.atLeast(0.5, "noop.engine-of-floor", 0.534, "x"),
                Figure.atMost(100, "resume.status-p95", 142.42, "ms"),
                Figure.of("kill.failed-running-at-three-kills", 0, "rows"));

        assertThat(report.table()).isEqualTo("""
                Old Chip, 2 cores, 4 GB, Linux 6, Java 25, 2026-11-20T10:00:00Z
                  noop.engine-of-floor                        0.534 x        >= 0.500   met
                  resume.status-p95                           142.4 ms       <= 100   NOT MET
                  kill.failed-running-at-three-kills              0 rows
                """);
        assertThat(report.table().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Median.of(3, 1, 2)).isEqualTo(2);
        assertThat(Median.of(4, 1, 2, 3)).isEqualTo(2.5);
        assertThat(Median.of()).isNaN();
        assertThat(Median.quantile(0.95, List.of(5.0, 1.0, 2.0, 3.0, 4.0))).isEqualTo(5);
        assertThat(Median.quantile(0.5, List.of(5.0, 1.0, 2.0, 3.0, 4.0))).isEqualTo(3);
    }

    @Test
    void thisMachineIsDescribed() {
        var host = Host.here();

        assertThat(host.cores()).isPositive();
        assertThat(host.json().keySet()).containsExactly("cpu", "cores", "memory", "os", "java", "date");
    }
}
