@NullMarked
package io.longhaul.source.stooq;

import org.jspecify.annotations.NullMarked;
