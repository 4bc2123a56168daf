/// What all commands have in common.
@NullMarked
package io.longhaul.app.cli;

import org.jspecify.annotations.NullMarked;
