@NullMarked
package io.longhaul.source.tiingo;

import org.jspecify.annotations.NullMarked;
