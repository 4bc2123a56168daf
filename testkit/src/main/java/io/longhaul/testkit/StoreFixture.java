package io.longhaul.testkit;

import io.longhaul.engine.store.Store;

/// How a contract gets its stores.
public interface StoreFixture {
    /// A new, empty store.
    Store open();

    /// Closes a store and opens it again.
    Store reopen(Store store);

    /// Opens a store again whose owner died without closing it.
    Store kill(Store store);
}
