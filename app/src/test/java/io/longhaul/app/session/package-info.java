/// Two processes and one store, told apart by the lock.
@NullMarked
package io.longhaul.app.session;

import org.jspecify.annotations.NullMarked;
