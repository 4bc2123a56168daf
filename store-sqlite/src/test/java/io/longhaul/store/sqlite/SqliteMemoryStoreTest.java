package io.longhaul.store.sqlite;

import io.longhaul.engine.store.Store;
import io.longhaul.testkit.StoreContract;

class SqliteMemoryStoreTest implements StoreContract {

    @Override
    public Store open() {
        return SqliteStore.memory();
    }

    @Override
    public Store reopen(Store store) {
        return ((SqliteStore) store).reopened();
    }

    @Override
    public Store kill(Store store) {
        return ((SqliteStore) store).crashed();
    }
}
