/// What commands have in common: [RunFlags] and [Typed].
@NullMarked
package io.longhaul.app.cli;

import org.jspecify.annotations.NullMarked;
