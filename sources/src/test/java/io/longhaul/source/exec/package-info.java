/// Tests with real processes.
@NullMarked
package io.longhaul.source.exec;

import org.jspecify.annotations.NullMarked;
