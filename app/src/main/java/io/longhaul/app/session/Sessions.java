package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Workflows;
import io.longhaul.app.config.Config;
import io.longhaul.app.mirror.Mirror;
import io.longhaul.app.mirror.Mirrors;
import io.longhaul.app.notice.Notices;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.source.exec.ExecPlace;
import io.longhaul.source.exec.ExecTransport;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Opens sessions on the store of a home directory.
public final class Sessions {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int TRIES = 10;
    private static final long AGAIN_MILLIS = 200;

    private final Path home;
    private final Clocks clocks;
    private final Mirrors mirrors;
    private final Notices.Ground telling;

    /// Sessions whose store is mirrored nowhere, of a process that nobody configured.
    public Sessions(Path home, Clocks clocks) {
        this(home, clocks, Mirrors.none(clocks),
                new Notices.Ground(() -> Config.load(Map.of(), home, home, List.of()), Map.of()));
    }

    /// @param telling with which whoever owns the store sends notices
    public Sessions(Path home, Clocks clocks, Mirrors mirrors, Notices.Ground telling) {
        this.home = home;
        this.clocks = clocks;
        this.mirrors = mirrors;
        this.telling = telling;
    }

    public Path home() {
        return home;
    }

    Clocks clocks() {
        return clocks;
    }

    /// Whether there is a store to read.
    ///
    /// @throws StoreException UNUSABLE where there can be none
    public boolean storeExists() {
        return SqliteStore.existsIn(home);
    }

    /// Owns the store, or hands work to its owner.
    ///
    /// @throws StoreException OWNED if the owner does not answer; CORRUPT, FOREIGN, UNUSABLE, FULL
    public Session forWork() {
        StoreException owned;
        try {
            return own();
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.OWNED) {
                throw e;
            }
            owned = e;
        }
        var unhurried = new CountDownLatch(1);
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                return new AttachedSession(this, ControlClient.connect(home, PATIENCE));
            } catch (IOException silent) {
                owned.addSuppressed(silent);
            }
            // an owner that is just starting or ending does not listen
            try {
                boolean never = unhurried.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                return never ? forWork() : own();
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.OWNED) {
                    throw e;
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new CommandException(
                Exit.CONFLICT,
                "store " + home + " is in use by process " + lastOwner().orElse("?")
                        + ", which does not answer. Wait until it ends, or end it.",
                owned);
    }

    /// The process id of whoever took the lock last.
    private Optional<String> lastOwner() {
        try {
            return Optional.of(Files.readString(home.resolve("longhaul.lock")).strip().split(" ", 2)[0])
                    .filter(pid -> pid.matches("\\d{1,18}"));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Reads beside whoever owns the store; never takes its lock.
    ///
    /// @throws StoreException UNUSABLE if there is none yet, see [#storeExists]; CORRUPT, FOREIGN
    public Session forReading() {
        var view = SqliteStore.beside(home);
        try (var client = ControlClient.connect(home, PATIENCE)) {
            return new ReaderSession(view, client.pid());
        } catch (CommandException | ControlClient.Silent busy) {
            return new ReaderSession(view, lastOwner().map(Long::valueOf).orElse(null));
        } catch (IOException nobody) {
            return new ReaderSession(view, null);
        }
    }

    /// Owns the store for a service, which hands its work to nobody.
    ///
    /// @param mostJobs that run at a time
    /// @throws CommandException exit 5 if another process owns it
    public ServingSession forServing(int mostJobs) {
        try {
            return own(mostJobs, mirrors::serving);
        } catch (StoreException e) {
            throw notAlone(e, "a service needs it alone");
        }
    }

    /// Owns the store for as long as its documents are written; no job runs meanwhile. Its mirror follows.
    ///
    /// @throws CommandException exit 5 if another process owns it
    public <T> T writing(Function<Store, T> work) {
        try (var store = SqliteStore.own(home, clocks.wall()); var _ = mirrors.once(store, home)) {
            return work.apply(store);
        } catch (StoreException e) {
            throw notAlone(e, "this needs it alone");
        }
    }

    /// @param why nobody else may own it
    private RuntimeException notAlone(StoreException e, String why) {
        return e.kind() != StoreException.Kind.OWNED
                ? e
                : new CommandException(
                        Exit.CONFLICT,
                        "store " + home + " is in use by process " + lastOwner().orElse("?") + "; " + why
                                + ". Wait until that ends, or end it.",
                        e);
    }

    OwnerSession own() {
        return own(Integer.MAX_VALUE, mirrors::once);
    }

    private OwnerSession own(int mostJobs, BiFunction<SqliteStore, Path, Mirror> mirroring) {
        var store = SqliteStore.own(home, clocks.wall());
        Mirror mirror = Mirror.NONE;
        try {
            endOrphans();
            mirror = mirroring.apply(store, home);
            return new OwnerSession(home, store, clocks, mostJobs, new OwnerSession.Outward(mirror, telling));
        } catch (RuntimeException e) {
            mirror.close();
            store.close();
            throw e;
        }
    }

    /// Children of a dead owner; only its successor may end them.
    private void endOrphans() {
        var children = Workflows.children(home);
        if (Files.isDirectory(children)) {
            ExecTransport.reap(new ExecPlace(home, Map.of(), children));
        }
    }
}
