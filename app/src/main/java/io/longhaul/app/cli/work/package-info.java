/// The commands that do work: a file each.
@NullMarked
package io.longhaul.app.cli.work;

import org.jspecify.annotations.NullMarked;
