@NullMarked
package io.longhaul.source.market;

import org.jspecify.annotations.NullMarked;
