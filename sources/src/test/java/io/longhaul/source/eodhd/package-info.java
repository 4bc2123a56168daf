@NullMarked
package io.longhaul.source.eodhd;

import org.jspecify.annotations.NullMarked;
