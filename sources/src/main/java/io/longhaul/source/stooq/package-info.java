/// Stooq: adjusted daily bars as CSV. No official interface.
@NullMarked
package io.longhaul.source.stooq;

import org.jspecify.annotations.NullMarked;
