package io.longhaul.app.session;

import io.longhaul.app.Workflows;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.StoreException;
import io.longhaul.source.exec.ExecPlace;
import io.longhaul.source.exec.ExecTransport;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Opens sessions on the store of a home directory.
public final class Sessions {

    private final Path home;
    private final Clocks clocks;

    public Sessions(Path home, Clocks clocks) {
        this.home = home;
        this.clocks = clocks;
    }

    public Path home() {
        return home;
    }

    /// Whether there is a store to read.
    public boolean storeExists() {
        return Files.exists(home.resolve("longhaul.db"));
    }

    /// Owns the store, or hands work to its owner.
    ///
    /// @throws StoreException OWNED if the owner does not answer; CORRUPT, FOREIGN, UNUSABLE, FULL
    public Session forWork() {
        return own();
    }

    /// Reads beside whoever owns the store; never takes its lock.
    ///
    /// @throws StoreException UNUSABLE if there is none yet; see [#storeExists]
    public Session forReading() {
        return own();
    }

    OwnerSession own() {
        var store = SqliteStore.own(home, clocks.wall());
        try {
            endOrphans();
            return new OwnerSession(home, store, clocks);
        } catch (RuntimeException e) {
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
