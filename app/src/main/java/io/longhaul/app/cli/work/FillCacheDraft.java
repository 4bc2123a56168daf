package io.longhaul.app.cli.work;

import io.longhaul.app.Identity;
import io.longhaul.app.Workflows;
import io.longhaul.app.config.Config;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.mirror.Mirrors;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tickers to be cached, on their way to a job.
final class FillCacheDraft extends WorkDraft {

    private final FillCacheSettings settings;

    FillCacheDraft(Asked asked, FillCacheSettings settings) {
        super(asked);
        this.settings = settings;
    }

    FillCacheSettings fill() {
        return settings;
    }

    @Override
    String workflow() {
        return FillCache.NAME;
    }

    @Override
    int version() {
        return FillCache.VERSION;
    }

    @Override
    Map<String, String> settings() {
        return settings.map();
    }

    /// That nobody knew a ticker is a stored answer, too.
    @Override
    boolean asksAgain() {
        return settings.retryFailed();
    }

    @Override
    int batchSize() {
        var wanted = job.batchSize(wiring);
        return wanted.equals("auto") ? USUAL_BATCH : Integer.parseInt(wanted);
    }

    @Override
    Identity work() {
        return Identity.of(workflow(), version(), FillWish.identity(settings), null, rows);
    }

    @Override
    Map<String, String> named() {
        var named = new LinkedHashMap<String, String>();
        named.put("dataset", "--dataset");
        named.put("from", "--from");
        named.put("to", "--to");
        named.put("providers", "--providers");
        named.put("retryFailed", "--retry-failed");
        return named;
    }

    /// Another range of the same tickers is other work.
    @Override
    boolean sameWork(JobRecord other) {
        return settings.dataset().label().equals(other.draft().settings().get("dataset"));
    }

    @Override
    Map<String, String> stored() {
        var all = super.stored();
        all.put("cwd", wiring.workingDirectory().toString());
        for (var override : job.overrides) {
            int equals = override.indexOf('=');
            var key = override.substring(0, Math.max(0, equals)).strip();
            var value = override.substring(equals + 1).strip();
            Config.mustBearNoSecret(override);
            if (!key.equals(Mirrors.URL)) { // of the process that drives the job, not of the job
                all.put(Workflows.OVERRIDE + key, value);
            }
        }
        return all;
    }
}
