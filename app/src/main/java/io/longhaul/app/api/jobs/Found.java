package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.view.JobFacts;
import io.longhaul.engine.store.JobRecord;

/// The job that a path names: by id, name or `latest`.
record Found(Service service) {

    /// @throws Problem 404
    JobRecord job(WebRequest request) {
        var name = request.part("job");
        return service.session().store().job(name)
                .map(job -> Adopted.apply(service.home(), job))
                .orElseThrow(() -> Problem.notFound(
                        "no job \"" + Fields.shown(name) + "\"; GET /v1/jobs lists all"));
    }

    /// As it is now.
    JobRecord again(JobRecord job) {
        return service.session().store().job(job.id())
                .map(now -> Adopted.apply(service.home(), now))
                .orElse(job);
    }

    JobFacts facts(JobRecord job) {
        var session = service.session();
        return JobFacts.read(
                session.store(), job, session.ownerPid(), service.clocks().wall().instant());
    }
}
