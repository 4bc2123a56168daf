package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Ticker;

/// A ticker to be cached.
public record FillCacheItem(Ticker ticker) {}
