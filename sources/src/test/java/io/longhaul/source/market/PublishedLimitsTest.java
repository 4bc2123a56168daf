package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import io.longhaul.source.alphavantage.AlphaVantageDaily;
import io.longhaul.source.eodhd.EodhdBars;
import io.longhaul.source.stooq.StooqDaily;
import io.longhaul.source.tiingo.TiingoDaily;
import io.longhaul.source.yahoo.YahooBars;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PublishedLimitsTest {

    private static final Map<String, Class<?>> FOLDERS = Map.of(
            "yahoo", YahooBars.class, "eodhd", EodhdBars.class, "tiingo", TiingoDaily.class, "alphavantage",
            AlphaVantageDaily.class, "stooq", StooqDaily.class);

    @Test
    void everyProviderSaysSinceWhenAndFromWhereItsLimitsAre() {
        FOLDERS.forEach((name, beside) -> {
            var limits = PublishedLimits.of(beside, name);
            assertThat(limits.asOf()).as(name).isAfter("2026-01-01");
            assertThat(limits.source()).as(name).isNotBlank();
            assertThat(limits.limits().gate()).isEqualTo(name);
            assertThat(limits.limits().declared()).as(name).isTrue();
        });
    }

    @Test
    void plansHaveTheirOwnLimitsAndTheFirstCounts() {
        var eodhd = PublishedLimits.of(EodhdBars.class, "eodhd");

        assertThat(eodhd.limits()).isEqualTo(eodhd.limits("paid"));
        assertThat(eodhd.limits("free"))
                .isEqualTo(new Limits(
                        "eodhd", 10, List.of(new Rate(1000, Duration.ofMinutes(1))),
                        List.of(new Quota(20, 1, ZoneId.of("UTC"), Duration.ofSeconds(300))), true));
        assertThatThrownBy(() -> eodhd.limits("gold")).hasMessageContaining("paid free");
    }

    @Test
    void thePageOfProvidersSaysTheSame() throws IOException {
        var lines = Files.readAllLines(Path.of("..", "docs", "providers.md"));
        var folders = Path.of("src", "main", "resources", "io", "longhaul", "source");
        for (var name : FOLDERS.keySet()) {
            var properties = new Properties();
            try (var in = Files.newBufferedReader(folders.resolve(name).resolve(PublishedLimits.FILE))) {
                properties.load(in);
            }
            var row = lines.stream()
                    .filter(line -> line.startsWith("| `" + name + "` | 2"))
                    .findFirst()
                    .orElseThrow();

            properties.forEach((key, value) -> {
                for (var word : value.toString().split(" ", key.equals("source") ? 1 : 0)) {
                    assertThat(row).as("%s of %s", key, name).contains(word);
                }
            });
        }
    }

    private static PublishedLimits parsed(String text) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(text));
        return PublishedLimits.parse("here", properties);
    }

    @Test
    void aLimitThatCannotBeReadIsNamed() throws IOException {
        assertThat(parsed("as-of=2026-11-22\ntiers=a\na.rates=2/1d 3/90s").limits().rates())
                .containsExactly(new Rate(2, Duration.ofDays(1)), new Rate(3, Duration.ofSeconds(90)));
        assertThat(parsed("as-of=2026-11-22\ntiers=a").asOf()).isEqualTo(LocalDate.parse("2026-11-22"));
        assertThatThrownBy(() -> parsed("as-of=2026-11-22\ntiers=a\na.quotas=5"))
                .hasMessageContaining("got limit \"5\"");
        assertThatThrownBy(() -> parsed("as-of=2026-11-22")).hasMessageContaining("names no tiers");
    }
}
