package io.longhaul.app.api.jobs;

import io.longhaul.app.session.Session;
import java.util.Set;

/// Makes jobs of one workflow from requests: a class and a line in [CreateJob].
public interface JobMaker {

    /// Its name in requests and jobs.
    String workflow();

    /// Fields of the body that are its own, beside those of all workflows and of [Options].
    Set<String> fields();

    /// Whether it runs commands of this machine, so that requests may make such jobs only under `--allow-exec`.
    boolean exec();

    /// The job as it is to be stored.
    ///
    /// @throws io.longhaul.app.api.Problem for what it cannot be made from
    Session.Submission make(NewJob request);
}
