@NullMarked
package io.longhaul.engine.schedule;

import org.jspecify.annotations.NullMarked;
