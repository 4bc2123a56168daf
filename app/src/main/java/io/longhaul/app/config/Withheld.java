package io.longhaul.app.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Variables that wrapped commands do not get: those of Longhaul itself that may hold a secret, and those that `env:`
/// keys name. A command may write its environment into a log, and it has no use for them.
public final class Withheld {

    private Withheld() {}

    /// The names that settings like `sources.eodhd.keys: env:EODHD_API_TOKEN` mention.
    public static Set<String> named(Config config) {
        var names = new TreeSet<String>();
        for (var value : config.all()) {
            Stream.of(value.text().split(",", -1))
                    .map(Config.Value::withoutAccount)
                    .flatMap(reference -> Secret.variable(reference).stream())
                    .map(String::strip)
                    .forEach(names::add);
        }
        return names;
    }

    /// What is left for a wrapped command.
    ///
    /// @param named see [#named]
    public static Map<String, String> without(Set<String> named, Map<String, String> environment) {
        var left = new HashMap<>(environment);
        left.keySet().removeIf(name -> named.contains(name) || Config.ours(name));
        environment.forEach((name, text) -> {
            if (Config.ours(name) && Config.harmless(name, text) && !named.contains(name)) {
                left.put(name, text);
            }
        });
        return left;
    }
}
