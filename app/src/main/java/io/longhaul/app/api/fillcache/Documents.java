package io.longhaul.app.api.fillcache;

import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import tools.jackson.databind.node.ObjectNode;

/// Parts that several answers have.
final class Documents {
    private Documents() {}

    static ObjectNode progress(BatchJob job) {
        var progress = job.progress();
        return Json.object()
                .put("processed", progress.processed())
                .put("total", progress.total())
                .put("percentage", progress.percentage())
                .put("successful", progress.successful())
                .put("failed", progress.failed());
    }

    static ObjectNode batches(BatchJob job) {
        var batches = job.batches();
        return Json.object()
                .put("current", batches.current())
                .put("total", batches.total())
                .put("completed", batches.completed())
                .put("remaining", batches.remaining());
    }
}
