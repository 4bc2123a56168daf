package io.longhaul.app.mirror;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.app.view.Durations;
import io.longhaul.engine.run.Clocks;
import io.longhaul.mirror.RedisAddress;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Begins the mirror of a store where `redis.url` says there is to be one.
public final class Mirrors {

    /// The setting: a URL, or where one is that bears a password.
    public static final String URL = "redis.url";

    /// The setting: how far the mirror may be behind. Each time costs two commands, however little changed.
    private static final String EVERY = "redis.every";
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(Mirrors.class.getName());

    private final Function<String, Optional<Config.Value>> settings;
    private final Map<String, String> environment;
    private final Clocks clocks;
    private final Consumer<String> person;

    /// @param settings by key; asked for only where a store is owned
    /// @param environment where `env:` looks
    /// @param person hears at the end of a command what is not mirrored
    public Mirrors(
            Function<String, Optional<Config.Value>> settings,
            Map<String, String> environment,
            Clocks clocks,
            Consumer<String> person) {
        this.settings = settings;
        this.environment = environment;
        this.clocks = clocks;
        this.person = person;
    }

    public static Mirrors none(Clocks clocks) {
        return new Mirrors(key -> Optional.empty(), Map.of(), clocks, nobody -> {});
    }

    /// For a service: it looks after Redis even when nothing changes, and logs how it is.
    ///
    /// @throws CommandException exit 8 for a URL that cannot be used
    public Mirror serving(SqliteStore store, Path home) {
        Consumer<String> log = line -> LOG.log(System.Logger.Level.WARNING, line);
        return begin(store, home, new StoreMirror.Manner(every(), true, log, log));
    }

    /// For a command: nothing is connected before something changes.
    ///
    /// @throws CommandException exit 8 for a URL that cannot be used
    public Mirror once(SqliteStore store, Path home) {
        return begin(store, home, new StoreMirror.Manner(every(), false, nobody -> {}, person));
    }

    /// Where a Redis is.
    ///
    /// @param said a URL without a password, or a reference to one
    /// @throws CommandException exit 8 for a reference that leads nowhere
    /// @throws IllegalArgumentException for what is no such URL; the message holds nothing of it
    static RedisAddress address(String said, Map<String, String> environment) {
        return RedisAddress.of(Secret.isReference(said) ? Secret.resolve(said, environment) : said);
    }

    private Mirror begin(SqliteStore store, Path home, StoreMirror.Manner manner) {
        var memory = new MirrorMemory(store, clocks);
        var said = settings.apply(URL);
        if (said.isEmpty()) {
            memory.take(); // what changes from now on is mirrored nowhere
            return Mirror.NONE;
        }
        var link = new Link(mustBeUsable(said.get()), environment);
        return StoreMirror.start(store, SqliteStore.beside(home), memory, link, manner);
    }

    private Duration every() {
        var said = settings.apply(EVERY);
        if (said.isEmpty()) {
            return LEAST;
        }
        try {
            var every = Durations.parse(said.get().text());
            if (every.compareTo(LEAST) >= 0 && every.compareTo(MOST) <= 0) {
                return every;
            }
            throw new IllegalArgumentException("got " + said.get().text() + "; want 1s to 1h");
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, said.get().blamed() + ": " + wrong.getMessage(), wrong);
        }
    }

    /// An address as a person gives it on a command line.
    static RedisAddress mayBeSaid(String said, Map<String, String> environment) {
        if (!Secret.isReference(said)) {
            mustBearNoSecret(said, "on the command line, where others see it");
        }
        return address(said, environment);
    }

    private static void mustBearNoSecret(String url, String where) {
        if (RedisAddress.bearsSecret(url)) {
            throw new IllegalArgumentException("a password stands " + where + "; want env:NAME, file:PATH or"
                    + " cmd:COMMAND, which gives the whole URL");
        }
    }

    private static String mustBeUsable(Config.Value said) {
        var text = said.text();
        try {
            if (!Secret.isReference(text)) {
                mustBearNoSecret(text, "in the configuration itself");
            }
            if (!Secret.isReference(text)) {
                RedisAddress.of(text);
            }
            return text;
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, said.blamed() + ": " + wrong.getMessage(), wrong);
        }
    }
}
