/// Twins of the providers of market data: each speaks its provider's protocol, on the loopback.
@NullMarked
package io.longhaul.lab.twin;

import org.jspecify.annotations.NullMarked;
