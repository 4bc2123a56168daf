package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Route;
import io.longhaul.app.api.Service;
import java.util.List;

/// The service that caches prices in batches, for the clients of the system it comes from.
public final class FillCacheRoutes {

    private FillCacheRoutes() {}

    public static List<Route> of(Service service) {
        var jobs = new BatchJobs(service);
        var status = new BatchStatus(service, jobs);
        var batches = new BatchContinue(service, jobs, status::forget);
        var _ = new BatchLog(service); // it listens
        return List.of(
                Route.post("/api/fill-cache-batch-start", "startBatch", new BatchStart(jobs)::answer),
                Route.get("/api/fill-cache-batch-status", "batchStatus", status::answer),
                Route.post("/api/fill-cache-batch-continue", "continueBatch", batches::answer),
                Route.post("/api/fill-cache-batch-orchestrator", "orchestrateBatch", batches::orchestrate),
                Route.post("/api/fill-cache", "fillCache", new FillNow(service, jobs)::answer));
    }
}
