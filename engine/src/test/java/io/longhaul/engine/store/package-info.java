@NullMarked
package io.longhaul.engine.store;

import org.jspecify.annotations.NullMarked;
