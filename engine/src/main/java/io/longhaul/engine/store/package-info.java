/// The port to durable storage: [Store], what it is told ([Write]) and what it can tell (records).
@NullMarked
package io.longhaul.engine.store;

import org.jspecify.annotations.NullMarked;
