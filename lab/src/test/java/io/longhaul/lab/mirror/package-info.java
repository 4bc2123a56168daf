/// The product with a real Redis beside it.
@NullMarked
package io.longhaul.lab.mirror;

import org.jspecify.annotations.NullMarked;
