package io.longhaul.app.mirror;

import io.longhaul.app.market.CacheDocument;
import io.longhaul.app.view.Json;
import io.longhaul.engine.store.StoreView;
import io.longhaul.mirror.Batch;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.TickerCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// What is to stand in Redis of tickers and jobs, as the store has them now.
///
/// | key | value |
/// |---|---|
/// | `ticker-data:{TICKER}` | the map of years, [CacheDocument#yearlyWithImported]; of a ticker of which only daily bars are cached, the years whose first session is among them, which may be none: `{}`; never gone |
/// | `failed-tickers:{TICKER}` | [CacheDocument#failed], and that it is ours; gone once the ticker is cached |
/// | `batch_job:{jobId}` | [JobDocument]; passes 24 h after it was written last |
record Documents(StoreView store) {

    private static final String DATA = "ticker-data:";
    private static final String FAILED = "failed-tickers:";
    private static final String JOB = "batch_job:";

    Batch of(Names names, Instant now) {
        var data = new HashMap<String, String>();
        var marks = new HashMap<String, String>();
        var unmarked = new ArrayList<String>();
        var cache = new TickerCache(store::kept);
        for (var symbol : names.tickers()) {
            var ticker = Ticker.of(symbol);
            if (cache.record(ticker).isPresent() || cache.imported(ticker).isPresent()) {
                data.put(DATA + symbol, Json.text(CacheDocument.yearlyWithImported(ticker, cache)));
            }
        }
        for (var symbol : names.failed()) {
            var ticker = Ticker.of(symbol);
            cache.failed(ticker).ifPresentOrElse(
                    marker -> marks.put(
                            FAILED + symbol, Json.text(CacheDocument.failed(ticker, marker).put("by", "longhaul"))),
                    () -> unmarked.add(FAILED + symbol));
        }
        var passing = new HashMap<String, String>();
        for (long id : names.jobs()) {
            store.job(id).filter(job -> job.draft().workflow().equals(FillCache.NAME)).ifPresent(job -> {
                var document = new JobDocument(store, job);
                passing.put(JOB + document.jobId(), Json.text(document.of(now)));
            });
        }
        return new Batch(Map.of(), data, marks, unmarked, passing);
    }
}
