package io.longhaul.testkit.sim;

import io.longhaul.engine.Steps;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoredItem;
import java.util.HashMap;
import java.util.Map;

/// The work of a simulated job in one life of the process. Hashing the same questions again in each life would be a
/// tenth of a seed's time.
final class SimWork extends Work {

    /// Of all lives of a seed: which question has which identity.
    static final class Digests {
        private record Asked(String source, Object question, int sample) {}

        private final Map<Asked, Digest> known = new HashMap<>();
    }

    private final Digests digests;

    SimWork(JobRecord job, SimWorkflow flow, Digests digests) {
        super(job, flow, source -> NoTransport.INSTANCE);
        this.digests = digests;
    }

    /// Simulated workflows throw on purpose, thousands of times.
    @Override
    protected void threw(StoredItem item, Throwable thrown) {}

    @Override
    protected Digest digest(Steps.Question<?, ?> question) {
        var asked = new Digests.Asked(
                question.source().spec().name(), question.question(), question.sample());
        var known = digests.known.get(asked);
        if (known == null) {
            known = super.digest(question);
            digests.known.put(asked, known);
        }
        return known;
    }
}
