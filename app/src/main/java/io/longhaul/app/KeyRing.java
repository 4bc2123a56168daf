package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys of upstreams, from where `sources.NAME.keys` says they are: `env:EODHD_API_TOKEN`, `file:…`, `cmd:…`,
/// several apart by commas. Keys of one account share its quota: `ann=env:KEY_1,ann=env:KEY_2,bob=file:/run/key`;
/// without a name each is an account of its own. In memory only.
///
/// Keys are read when a job begins, so that one that was mended counts from the next job or resume on. Reading may take
/// its time ([#takesTime]): whoever reads must hold nothing that others wait for.
public final class KeyRing implements AutoCloseable {

    /// Ends with the children it waits for; a second more than those have.
    private static final Duration MOST_CLOSING = Duration.ofSeconds(2);

    private record Said(String references, Map<String, String> environment) {}

    private final Map<String, Said> said = new ConcurrentHashMap<>();
    private final Map<String, List<Key>> keys = new ConcurrentHashMap<>();
    /// Who reads now, and when that is over.
    private final Map<Thread, CompletableFuture<Void>> reading = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Keys as they were read for a job.
    ///
    /// @param missing why they cannot be had, for a person; null if they can
    public record Found(Map<String, List<Key>> byGate, @Nullable String missing) {
        /// Of a job whose upstreams need none.
        public static final Found NONE = new Found(Map.of(), null);
    }

    /// Where keys are from now on.
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

    /// Whether [#read] may take its time.
    public static boolean takesTime(List<String> gates, Config config) {
        return gates.stream()
                .flatMap(gate -> references(gate, config).stream())
                .flatMap(KeyRing::words)
                .anyMatch(word -> Secret.takesTime(word.reference()));
    }

    /// Reads the keys of these gates; nothing is changed by it.
    public Found read(List<String> gates, Config config, Map<String, String> environment) {
        var found = new HashMap<String, List<Key>>();
        var over = new CompletableFuture<Void>();
        reading.put(Thread.currentThread(), over);
        try {
            if (closed) {
                return new Found(Map.of(), "the program ends");
            }
            for (var gate : gates) {
                var text = references(gate, config);
                if (text.isPresent()) {
                    var where = new Said(text.get(), environment);
                    found.put(gate, resolve(gate, where, reference -> Secret.resolve(reference, environment)));
                }
            }
            return new Found(Map.copyOf(found), null);
        } catch (CommandException notThere) {
            return new Found(Map.of(), String.valueOf(notThere.getMessage()));
        } finally {
            reading.remove(Thread.currentThread());
            over.complete(null);
        }
    }

    /// From now on these are the keys.
    public void use(Found found) {
        keys.putAll(found.byGate());
    }

    /// The keys of a gate as they were read last; a wrapped command's stand for the command, so that its quota is
    /// counted by itself.
    public List<Key> of(String gate) {
        if (gate.startsWith("exec:")) {
            return List.of(new Key("", new Owner(gate.substring("exec:".length())), ""));
        }
        return keys.getOrDefault(gate, List.of());
    }

    /// Looks at the keys of these upstreams now, before anything depends on them. A command that gives a key is run
    /// when the job begins, not here too.
    ///
    /// @throws CommandException exit 8 if a configured key is not there
    public static void mustBeThere(List<String> names, Config config, Map<String, String> environment) {
        for (var name : names) {
            references(name, config).ifPresent(text -> resolve(name, new Said(text, environment),
                    reference -> Secret.takesTime(reference) ? "" : Secret.resolve(reference, environment)));
        }
    }

    /// Whose quotas there are, by gate; nobody is asked for secrets.
    public static Function<String, List<Key>> accounts(Config config, Map<String, String> environment) {
        var ring = new KeyRing();
        ring.learn(config, environment);
        return ring::accounts;
    }

    private List<Key> accounts(String gate) {
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
        for (var word : words(where.references()).toList()) {
            var secret = secrets.apply(word.reference());
            var owner = word.owner().isEmpty() ? name + "-" + (found.size() + 1) : word.owner();
            found.add(new Key(Secret.masked(secret), new Owner(owner), secret));
        }
        return List.copyOf(found);
    }

    /// @param owner empty for an account of its own
    private record Word(String owner, String reference) {}

    private static Stream<Word> words(String references) {
        return Stream.of(references.split(",", -1)).map(word -> {
            int equals = word.indexOf('=');
            boolean named = equals > 0 && word.substring(0, equals).matches("[A-Za-z0-9_.-]+");
            return named
                    ? new Word(word.substring(0, equals).strip(), word.substring(equals + 1).strip())
                    : new Word("", word.strip());
        });
    }

    /// Ends the commands that are asked for keys right now.
    @Override
    public void close() {
        closed = true;
        var last = Map.copyOf(reading);
        last.keySet().forEach(Thread::interrupt);
        try {
            CompletableFuture.allOf(last.values().toArray(CompletableFuture<?>[]::new))
                    .get(MOST_CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException patient) {
            // its child is ended by its process group, or cannot be ended at all
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
