/// Fills a cache of historical prices. [FillCache] is the workflow, [TickerCache] reads what it keeps.
@NullMarked
package io.longhaul.workflow.fillcache;

import org.jspecify.annotations.NullMarked;
