/// Tests of `fill-cache` as its users have it, judged by the log of a provider's twin.
@NullMarked
package io.longhaul.lab.fillcache;

import org.jspecify.annotations.NullMarked;
