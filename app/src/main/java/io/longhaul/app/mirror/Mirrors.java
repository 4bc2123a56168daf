package io.longhaul.app.mirror;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import io.longhaul.app.config.Secret;
import io.longhaul.engine.run.Clocks;
import io.longhaul.mirror.RedisAddress;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Begins the mirror of a store where `redis.url` says there is to be one.
public final class Mirrors {

    /// The setting: a URL, or where one is that bears a password.
    public static final String URL = "redis.url";

    private static final System.Logger LOG = System.getLogger(Mirrors.class.getName());

    private final Supplier<Optional<Config.Value>> url;
    private final Map<String, String> environment;
    private final Clocks clocks;
    private final Consumer<String> person;

    /// @param url asked for only where a store is owned
    /// @param environment where `env:` looks
    /// @param person hears at the end of a command what is not mirrored
    public Mirrors(
            Supplier<Optional<Config.Value>> url,
            Map<String, String> environment,
            Clocks clocks,
            Consumer<String> person) {
        this.url = url;
        this.environment = environment;
        this.clocks = clocks;
        this.person = person;
    }

    public static Mirrors none(Clocks clocks) {
        return new Mirrors(Optional::empty, Map.of(), clocks, nobody -> {});
    }

    /// For a service: it looks after Redis even when nothing changes, and logs how it is.
    ///
    /// @throws CommandException exit 8 for a URL that cannot be used
    public Mirror serving(SqliteStore store, Path home) {
        Consumer<String> log = line -> LOG.log(System.Logger.Level.WARNING, line);
        return begin(store, home, new StoreMirror.Manner(true, log, log));
    }

    /// For a command: nothing is connected before something changes.
    ///
    /// @throws CommandException exit 8 for a URL that cannot be used
    public Mirror once(SqliteStore store, Path home) {
        return begin(store, home, new StoreMirror.Manner(false, nobody -> {}, person));
    }

    private Mirror begin(SqliteStore store, Path home, StoreMirror.Manner manner) {
        var memory = new MirrorMemory(store, clocks);
        var said = url.get();
        if (said.isEmpty()) {
            memory.take(); // what changes from now on is mirrored nowhere
            return Mirror.NONE;
        }
        var link = new Link(mustBeUsable(said.get()), environment);
        return StoreMirror.start(store, SqliteStore.beside(home), memory, link, manner);
    }

    private static String mustBeUsable(Config.Value said) {
        var text = said.text();
        try {
            if (!Secret.isReference(text) && RedisAddress.bearsSecret(text)) {
                throw new IllegalArgumentException("a password stands in the configuration itself; want env:NAME,"
                        + " file:PATH or cmd:COMMAND, which gives the whole URL");
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
