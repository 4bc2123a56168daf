package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The keys of upstreams, from where `sources.NAME.keys` says they are: `env:EODHD_API_TOKEN`, `file:…`, `cmd:…`,
/// several apart by commas. Keys of one account share its quota: `ann=env:KEY_1,ann=env:KEY_2,bob=file:/run/key`;
/// without a name each is an account of its own. In memory only.
public final class KeyRing {
    private record Said(String references, Map<String, String> environment) {}

    private final Map<String, Said> said = new ConcurrentHashMap<>();
    private final Map<String, List<Key>> keys = new ConcurrentHashMap<>();

    /// Where keys are from now on, for upstreams that nobody asked yet.
    public void learn(Config config, Map<String, String> environment) {
        for (var provider : Sources.PROVIDERS) {
            references(provider.name(), config)
                    .ifPresent(text -> said.put(provider.name(), new Said(text, Map.copyOf(environment))));
        }
    }

    private static Optional<String> references(String name, Config config) {
        return config.text("sources." + name + ".keys");
    }

    /// Whether any is configured; none is looked at.
    public static boolean configured(String name, Config config) {
        return references(name, config).isPresent();
    }

    /// The keys of a gate; a wrapped command's stand for the command, so that its quota is counted by itself.
    ///
    /// @throws CommandException exit 8 if a configured key is not there
    public List<Key> of(String gate) {
        if (gate.startsWith("exec:")) {
            return List.of(new Key("", new Owner(gate.substring("exec:".length())), ""));
        }
        return keys.computeIfAbsent(gate, name -> {
            var where = said.get(name);
            return where == null
                    ? List.of()
                    : resolve(
                            name, where, reference -> Secret.resolve(reference, where.environment()));
        });
    }

    /// Looks at the keys of these upstreams now, before anything depends on them. A command that gives a key is run
    /// when the job begins, not here too: it may ask a person for a password.
    ///
    /// @throws CommandException exit 8 if a configured key is not there
    public static void mustBeThere(List<String> names, Config config, Map<String, String> environment) {
        for (var name : names) {
            references(name, config).ifPresent(text -> resolve(name, new Said(text, environment),
                    reference -> Secret.isCommand(reference) ? "" : Secret.resolve(reference, environment)));
        }
    }

    /// Why what these gates need cannot be had, for a person; empty if it can, and then it is known.
    public Optional<String> missing(Stream<String> gates) {
        try {
            gates.distinct().forEach(this::of);
            return Optional.empty();
        } catch (CommandException notThere) {
            return Optional.of(String.valueOf(notThere.getMessage()));
        }
    }

    /// Whose quotas there are, by gate; nobody is asked for secrets.
    public static Function<String, List<Key>> accounts(Config config, Map<String, String> environment) {
        var ring = new KeyRing();
        ring.learn(config, environment);
        return ring::accounts;
    }

    /// The same without their secrets, which nobody is asked for: whose quotas there are.
    public List<Key> accounts(String gate) {
        var where = said.get(gate);
        if (gate.startsWith("exec:") || where == null) {
            return of(gate);
        }
        return read(gate, where, reference -> "");
    }

    private static List<Key> resolve(String name, Said where, UnaryOperator<String> secrets) {
        try {
            return read(name, where, secrets);
        } catch (CommandException notThere) {
            throw new CommandException(
                    notThere.exit(), "sources." + name + ".keys: " + notThere.getMessage(), notThere);
        }
    }

    private static List<Key> read(String name, Said where, UnaryOperator<String> secrets) {
        var found = new ArrayList<Key>();
        for (var word : where.references().split(",", -1)) {
            int equals = word.indexOf('=');
            boolean named = equals > 0 && word.substring(0, equals).matches("[A-Za-z0-9_.-]+");
            var reference = (named ? word.substring(equals + 1) : word).strip();
            var secret = secrets.apply(reference);
            var owner = named ? word.substring(0, equals).strip() : name + "-" + (found.size() + 1);
            found.add(new Key(Secret.masked(secret), new Owner(owner), secret));
        }
        return List.copyOf(found);
    }
}
