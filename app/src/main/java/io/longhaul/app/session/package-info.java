/// How a command reaches the store: as its owner, or beside the owner. Begin with [Session].
@NullMarked
package io.longhaul.app.session;

import org.jspecify.annotations.NullMarked;
