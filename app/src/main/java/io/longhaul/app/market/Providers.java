package io.longhaul.app.market;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.KeyRing;
import io.longhaul.app.Sources;
import io.longhaul.app.config.Config;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which providers of market data are asked.
public final class Providers {
    private Providers() {}

    /// Those that `fill-cache.providers` names; without it those with a key.
    ///
    /// @throws CommandException exit 2 for an unknown one, exit 8 if there is none, or one has no key
    public static List<String> of(Config config) {
        var said = config.text("fill-cache.providers");
        var names = said.isPresent()
                ? Arrays.stream(said.get().split(",", -1)).map(String::strip).filter(name -> !name.isEmpty()).toList()
                : Sources.PROVIDERS.stream()
                        .filter(each -> each.keyed() && KeyRing.configured(each.name(), config))
                        .map(Sources.Provider::name)
                        .toList();
        if (names.isEmpty()) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    "no provider of market data has a key. Say where one is, as LONGHAUL_SOURCES_EODHD_KEYS=env:"
                            + "EODHD_API_TOKEN (" + named(true)
                            + "), or name an unofficial one whose terms allow your use: --providers yahoo ("
                            + named(false) + ")");
        }
        twice(names).ifPresent(name -> {
            throw CommandException
                    .usage("got provider " + name + " twice; want each once, as --providers tiingo,yahoo");
        });
        for (var name : names) {
            if (Sources.provider(name).keyed() && !KeyRing.configured(name, config)) {
                throw new CommandException(
                        Exit.AUTH_OR_CONFIG,
                        "provider " + name + " needs a key: say where it is, as LONGHAUL_SOURCES_" + name.toUpperCase(
                                java.util.Locale.ROOT) + "_KEYS=env:NAME, file:PATH or cmd:COMMAND");
            }
        }
        return names;
    }

    /// The first that stands a second time.
    public static Optional<String> twice(List<String> names) {
        var seen = new HashSet<String>();
        return names.stream().filter(name -> !seen.add(name)).findFirst();
    }

    private static String named(boolean keyed) {
        return Sources.PROVIDERS.stream()
                .filter(each -> each.keyed() == keyed)
                .map(Sources.Provider::name)
                .collect(Collectors.joining(", "));
    }
}
