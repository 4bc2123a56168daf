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
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
/// paid.symbols-a-month = 500               # different ones; no limit here holds it, plans name it
/// ```
///
/// @param asOf when the figures were looked up
/// @param source where they stand
/// @param tiers plan to limits, the default first
/// @param symbols plan to the different symbols it serves a month, where that is limited
public record PublishedLimits(
        LocalDate asOf, String source, Map<String, Limits> tiers, Map<String, Integer> symbols) {

    public static final String FILE = "limits.properties";

    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(\\d{1,6}[smhd])");
    private static final Pattern QUOTA = Pattern.compile("(\\d{1,18})/(\\d{1,4})d@(.+)\\+(\\d{1,6}[smh])");

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
        var symbols = new LinkedHashMap<String, Integer>();
        for (var tier : words(properties.getProperty("tiers", "")).toList()) {
            tiers.put(tier, limits(gate, tier, properties));
            var most = properties.getProperty(tier + ".symbols-a-month");
            if (most != null) {
                symbols.put(tier, Integer.parseInt(most.strip()));
            }
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException(gate + ": " + FILE + " names no tiers; want one at least");
        }
        return new PublishedLimits(
                LocalDate.parse(properties.getProperty("as-of", "")), properties.getProperty("source", ""), tiers,
                symbols);
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
        var parts = parts(RATE, text);
        return new Rate(Integer.parseInt(parts.group(1)), duration(parts.group(2)));
    }

    private static Quota quota(String text) {
        var parts = parts(QUOTA, text);
        return new Quota(
                Long.parseLong(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                ZoneId.of(parts.group(3)),
                duration(parts.group(4)));
    }

    private static Matcher parts(Pattern form, String text) {
        var matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "got limit \"" + text + "\"; want as 1000/1m, or as 25/1d@America/New_York+300s");
        }
        return matcher;
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
