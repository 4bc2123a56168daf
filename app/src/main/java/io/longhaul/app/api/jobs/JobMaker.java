package io.longhaul.app.api.jobs;

import io.longhaul.app.Identity;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Service;
import io.longhaul.app.session.Session;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes jobs of one workflow from requests: a class and a line in [CreateJob].
public interface JobMaker {

    /// Its name in requests and jobs.
    String workflow();

    /// Fields of the body that are its own, beside those of all workflows and of [Options].
    Set<String> fields();

    /// Whether it runs commands of this machine, so that requests may make such jobs only under `--allow-exec`.
    boolean exec();

    /// The lists that a request may name.
    default List<String> lists() {
        return Lists.BUILT_IN;
    }

    /// @param name of one of [#lists]
    /// @param key column that names each row, as the request says
    default InputList list(String name, Optional<String> key) {
        return Lists.open(InputSpec.of(name).key(key.orElse(null)));
    }

    /// From where files that the request names count, and where its command runs.
    ///
    /// @throws io.longhaul.app.api.Problem for no directory
    default Path directory(Service service, Fields fields) {
        return service.workingDirectory();
    }

    /// Before there is a job: whether its rows could be worked at here at all.
    ///
    /// @throws io.longhaul.app.api.Problem 422 if every row would fail
    default void mustBeAble(NewJob request) {}

    /// What makes another request, or a command line, the same work.
    Identity identity(NewJob request);

    /// The job as it is to be stored.
    ///
    /// @throws io.longhaul.app.api.Problem for what it cannot be made from
    Session.Submission make(NewJob request);
}
