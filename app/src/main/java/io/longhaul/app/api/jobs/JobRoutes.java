package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Route;
import io.longhaul.app.api.Service;
import java.util.List;

/// `/v1/jobs`: everything the command line does with jobs.
public final class JobRoutes {

    private static final String JOB = "/v1/jobs/{job}";

    private JobRoutes() {}

    public static List<Route> of(Service service) {
        var found = new Found(service);
        var documents = new StatusCache(service, found);
        var lists = new JobLists(service, found);
        var orders = new JobOrders(service, found, documents);
        var results = new JobExport(service, found);
        var create = new CreateJob(service, documents);
        var streams = new EventStreams(service, found, documents);
        return List.of(
                Route.post("/v1/jobs", "createJob", create::answer),
                Route.get("/v1/jobs", "listJobs", lists::jobs),
                Route.get(JOB, "getJob", documents::answer),
                Route.get(JOB + "/items", "listItems", lists::items),
                Route.get(JOB + "/events", "streamEvents", streams::answer).withoutEnd(),
                Route.get(JOB + "/export", "exportJob", results::export),
                Route.get(JOB + "/report", "reportJob", results::report),
                Route.get(JOB + "/explain", "explainJob", results::explain),
                Route.post(JOB + "/pause", "pauseJob", orders::pause),
                Route.post(JOB + "/resume", "resumeJob", orders::resume),
                Route.post(JOB + "/cancel", "cancelJob", orders::cancel),
                Route.post(JOB + "/retry", "retryJob", orders::retry));
    }
}
