/// The store in one SQLite file. Begin with `SqliteStore`.
@NullMarked
package io.longhaul.store.sqlite;

import org.jspecify.annotations.NullMarked;
