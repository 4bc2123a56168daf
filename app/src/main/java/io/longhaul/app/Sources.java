package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Source;
import io.longhaul.engine.Transport;
import io.longhaul.source.alphavantage.AlphaVantageMarketData;
import io.longhaul.source.eodhd.EodhdMarketData;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.stooq.StooqMarketData;
import io.longhaul.source.tiingo.TiingoMarketData;
import io.longhaul.source.yahoo.YahooMarketData;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The upstreams that can be asked, with what carries their requests: a line each.
public final class Sources {

    /// @param prefix of the names of its sources
    private record Upstream(String prefix, Carrier carrier) {}

    @FunctionalInterface
    private interface Carrier {
        Transport transport(Source<?, ?> source, Map<String, String> settings, Workflows.Ground ground);
    }

    /// A provider of market data.
    ///
    /// @param keyed whether it has an official interface, for which one has a key; others are asked only when named
    /// @param base where it is, but for sources that `elsewhere` names: `www-url` and their own address
    public record Provider(
            String name,
            boolean keyed,
            Function<Limits, MarketData> make,
            Class<?> folder,
            String base,
            Map<String, String> elsewhere) {
        public PublishedLimits published() {
            return PublishedLimits.of(folder, name);
        }
    }

    /// In the order in which they are asked by default.
    public static final List<Provider> PROVIDERS = List.of(
            provider("eodhd", true, EodhdMarketData::new, EodhdMarketData.class, "https://eodhd.com"),
            provider("tiingo", true, TiingoMarketData::new, TiingoMarketData.class, "https://api.tiingo.com"),
            provider("alphavantage", true, AlphaVantageMarketData::new, AlphaVantageMarketData.class,
                    "https://www.alphavantage.co"),
            new Provider("yahoo", false, YahooMarketData::new, YahooMarketData.class,
                    "https://query2.finance.yahoo.com", Map.of("yahoo.cookie", "https://fc.yahoo.com")),
            provider("stooq", false, StooqMarketData::new, StooqMarketData.class, "https://stooq.com"));

    private static final List<Upstream> ALL = java.util.stream.Stream.concat(
            java.util.stream.Stream.of(new Upstream("exec", Sources::exec)),
            PROVIDERS.stream().map(each -> new Upstream(each.name(), web(each))))
            .toList();

    private Sources() {}

    private static Provider provider(
            String name, boolean keyed, Function<Limits, MarketData> make, Class<?> folder, String base) {
        return new Provider(name, keyed, make, folder, base, Map.of());
    }

    /// @throws CommandException exit 2 if there is none of that name
    public static Provider provider(String name) {
        return PROVIDERS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("no provider \"" + name + "\"; there are "
                        + String.join(", ", PROVIDERS.stream().map(Provider::name).toList())));
    }

    /// Providers by name, with the limits that the configuration says.
    static List<MarketData> providers(List<String> names, Config config) {
        return names.stream()
                .map(Sources::provider)
                .map(each -> each.make().apply(SourceLimits.of(each.published(), each.name(), config)))
                .toList();
    }

    /// @param settings of the job
    static Transport transport(Source<?, ?> source, Map<String, String> settings, Workflows.Ground ground) {
        var name = source.spec().name();
        for (var upstream : ALL) {
            if (name.equals(upstream.prefix()) || name.startsWith(upstream.prefix() + ".")) {
                return upstream.carrier().transport(source, settings, ground);
            }
        }
        throw new IllegalStateException("source " + name + " has no line in Sources");
    }

    /// Wrapped commands.
    private static Transport exec(Source<?, ?> source, Map<String, String> settings, Workflows.Ground ground) {
        var place = new io.longhaul.source.exec.ExecPlace(
                Path.of(settings.getOrDefault("cwd", ".")),
                Workflows.environment(settings, ground),
                Workflows.children(ground.home()));
        return new io.longhaul.source.exec.ExecTransport(place, ground.clock());
    }

    /// Forty years of daily bars are 2 MB; whatever is larger is no answer, and several must fit into a small heap.
    private static final long MOST_BYTES = 16L << 20;

    /// Over HTTP, to the provider's own address unless another is configured.
    private static Carrier web(Provider provider) {
        return (source, settings, ground) -> {
            var other = provider.elsewhere().get(source.spec().name());
            var own = other == null ? provider.base() : other;
            var key = "sources." + provider.name() + (other == null ? ".base-url" : ".www-url");
            var config = ground.config(settings);
            var base = config.text(key).orElse(own);
            try {
                var agent = HttpUpstream.userAgent(Main.VERSION, config.text("contact").orElse(""));
                var upstream = new HttpUpstream(provider.name(), URI.create(base), agent, "", MOST_BYTES);
                return new Rehearsable(
                        new HttpTransport(upstream, ground.connections().get(), ground.clock()),
                        base.equals(own) ? "" : base);
            } catch (IllegalArgumentException malformed) {
                throw new CommandException(Exit.AUTH_OR_CONFIG, key + ": " + malformed.getMessage(), malformed);
            }
        };
    }
}
