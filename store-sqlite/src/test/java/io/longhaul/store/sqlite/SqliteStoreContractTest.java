package io.longhaul.store.sqlite;

import io.longhaul.engine.store.Store;
import io.longhaul.testkit.ManualClock;
import io.longhaul.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreContractTest implements StoreContract {

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path home;

    @Override
    public Store open() {
        return SqliteStore.own(home, clock);
    }

    @Override
    public Store reopen(Store store) {
        store.close();
        return open();
    }

    @Override
    public Store kill(Store store) {
        ((SqliteStore) store).abandon();
        return open();
    }
}
