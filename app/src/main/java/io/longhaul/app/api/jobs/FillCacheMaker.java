package io.longhaul.app.api.jobs;

import io.longhaul.app.Identity;
import io.longhaul.app.Sources;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.market.Providers;
import io.longhaul.app.market.TickerLists;
import io.longhaul.app.session.Session;
import io.longhaul.io.list.InputList;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `{"workflow": "fill-cache", "list": {"name": "sp500"}, "dataset": "daily", ...}`: historical prices into the cache.
final class FillCacheMaker implements JobMaker {

    private static final String PROVIDERS = "providers";

    @Override
    public String workflow() {
        return FillCache.NAME;
    }

    @Override
    public Set<String> fields() {
        return Set.of("dataset", "from", "to", PROVIDERS, "retryFailed");
    }

    @Override
    public boolean exec() {
        return false;
    }

    @Override
    public List<String> lists() {
        return TickerLists.NAMES;
    }

    @Override
    public InputList list(String name, Optional<String> key) {
        if (key.isPresent()) {
            throw Problem.wrong("/list/key", "got \"" + Fields.shown(key.get()) + "\"; it goes with rows or file: "
                    + name + " is a list of tickers");
        }
        return TickerLists.of(name);
    }

    @Override
    public Identity identity(NewJob request) {
        return identity(settings(request), request);
    }

    private static Identity identity(FillCacheSettings settings, NewJob request) {
        return Identity.of(
                FillCache.NAME, FillCache.VERSION, FillWish.identity(settings), null, request.list());
    }

    @Override
    public Session.Submission make(NewJob request) {
        var settings = settings(request);
        var stored = new LinkedHashMap<>(settings.map());
        stored.put("cwd", request.service().workingDirectory().toString());
        stored.put("list", request.list().summary().digest().toString());
        var identity = identity(settings, request).text();
        var draft = request.draft(FillCache.NAME, FillCache.VERSION, stored, identity);
        // that nobody knew a ticker is a stored answer, too
        return request.submission(settings.retryFailed() ? draft.refreshed() : draft, request.list().items());
    }

    private static FillCacheSettings settings(NewJob request) {
        var fields = request.fields();
        var wish = new FillWish(
                fields.text("dataset").orElse(null),
                fields.text("from").orElse(null),
                fields.text("to").orElse(null),
                fields.flag("retryFailed"));
        var now = request.service().clocks().wall().instant();
        try {
            var settings = wish.read(
                    request.service().config(providers(fields)), request.list().keyColumn());
            FillWish.days(settings, LocalDate.ofInstant(now, ZoneOffset.UTC));
            return settings;
        } catch (FillWish.Wrong wrong) {
            throw Problem.said(fields.pointer() + "/" + wrong.field(), String.valueOf(wrong.getMessage()));
        }
    }

    /// As settings of the configuration; none where the request names none.
    private static List<String> providers(Fields fields) {
        if (!fields.has(PROVIDERS)) {
            return List.of();
        }
        var known = Sources.PROVIDERS.toArray(Sources.Provider[]::new);
        var names = new ArrayList<String>();
        for (var name : fields.texts(PROVIDERS)) {
            names.add(Options.named(
                    "/" + PROVIDERS + "/" + names.size(), name, known, Sources.Provider::name).name());
        }
        Providers.twice(names).ifPresent(name -> {
            throw fields.wrong(PROVIDERS, "got " + name + " twice; want each provider once");
        });
        if (names.isEmpty()) {
            throw fields.wrong(PROVIDERS, "is empty; want at least one, or leave it out for those with a key");
        }
        return List.of("fill-cache.providers=" + String.join(",", names));
    }
}
