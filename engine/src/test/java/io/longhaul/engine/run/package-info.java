@NullMarked
package io.longhaul.engine.run;

import org.jspecify.annotations.NullMarked;
