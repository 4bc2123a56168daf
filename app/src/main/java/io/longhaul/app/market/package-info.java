/// Market data as its users ask for it, over the command line and over HTTP.
@NullMarked
package io.longhaul.app.market;

import org.jspecify.annotations.NullMarked;
