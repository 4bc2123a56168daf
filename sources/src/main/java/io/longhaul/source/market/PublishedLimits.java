package io.longhaul.source.market;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/// What a provider says it allows, as data with a date: the file `limits.properties` beside its sources.
///
/// ```
/// as-of = 2026-11-22
/// source = https://…                       # or: nothing is published; these are polite values
/// tiers = paid free                        # the first counts where nothing is configured
/// paid.concurrency = 10                    # 0 or absent: as the job says
/// paid.rates = 1000/1m 10/1s
/// paid.quotas = 100000/1d@UTC+300s
/// ```
///
/// @param asOf when the figures were looked up
/// @param source where they stand
/// @param tiers plan to limits, the default first
public record PublishedLimits(LocalDate asOf, String source, Map<String, Limits> tiers) {

    public static final String FILE = "limits.properties";

    /// @param beside a class of the provider's folder
    /// @param gate the provider's name
    public static PublishedLimits of(Class<?> beside, String gate) {
        try (var in = beside.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(
                        beside.getPackageName() + " has no " + FILE + "; want the provider's limits, dated");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return parse(gate, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PublishedLimits parse(String gate, Properties properties) {
        var tiers = new LinkedHashMap<String, Limits>();
        for (var tier : words(properties.getProperty("tiers", "")).toList()) {
            tiers.put(tier, limits(gate, tier, properties));
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException(gate + ": " + FILE + " names no tiers; want one at least");
        }
        return new PublishedLimits(
                LocalDate.parse(properties.getProperty("as-of", "")), properties.getProperty("source", ""), tiers);
    }

    private static Limits limits(String gate, String tier, Properties properties) {
        var concurrency = properties.getProperty(tier + ".concurrency", "0").strip();
        return new Limits(
                gate,
                Integer.parseInt(concurrency),
                words(properties.getProperty(tier + ".rates", "")).map(PublishedLimits::rate).toList(),
                words(properties.getProperty(tier + ".quotas", "")).map(PublishedLimits::quota).toList(),
                true);
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).filter(word -> !word.isEmpty());
    }

    private static Rate rate(String text) {
        var parts = split(text, "/", 2);
        return new Rate(Integer.parseInt(parts.get(0)), duration(parts.get(1)));
    }

    private static Quota quota(String text) {
        var parts = split(text, "/|d@|\\+", 4);
        return new Quota(
                Long.parseLong(parts.get(0)),
                Integer.parseInt(parts.get(1)),
                ZoneId.of(parts.get(2)),
                duration(parts.get(3)));
    }

    private static List<String> split(String text, String separators, int count) {
        var parts = text.split(separators);
        if (parts.length != count) {
            throw new IllegalArgumentException(
                    "got limit \"" + text + "\"; want as 1000/1m, or as 25/1d@America/New_York+300s");
        }
        return List.of(parts);
    }

    private static Duration duration(String text) {
        return Duration.parse((text.endsWith("d") ? "P" : "PT") + text);
    }

    /// Of the default tier.
    public Limits limits() {
        return tiers.values().iterator().next();
    }

    /// @throws IllegalArgumentException naming the tiers there are
    public Limits limits(String tier) {
        var limits = tiers.get(tier);
        if (limits == null) {
            throw new IllegalArgumentException(
                    "got tier \"" + tier + "\"; want one of " + String.join(" ", tiers.keySet()));
        }
        return limits;
    }
}
