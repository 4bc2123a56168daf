package io.longhaul.engine.plan;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobCounts.CallCounts;
import java.util.Map;

/// Small stand-ins for what a plan is made from.
final class Fakes {

    private Fakes() {}

    /// A source of which only the spec matters.
    record Declared(Spec spec) implements Source<String, String> {
        @Override
        public Request request(String question, Key key) {
            return Request.get("/" + question);
        }

        @Override
        public Answer<String> read(String question, Reply reply) {
            return new Answer.Found<>(reply.text(), reply.receivedAt());
        }
    }

    static Source<String, String> source(String name, Limits limits, Price price) {
        return new Declared(new Spec(name, 1, limits, price, Reuse.job()));
    }

    /// @param failed by class; all else ended `done`
    static JobCounts counts(long ended, Map<ErrorClass, Long> failed, Map<String, CallCounts> calls) {
        long failures = failed.values().stream().mapToLong(Long::longValue).sum();
        return new JobCounts(ended - failures, failures, 0, 0, ended - failures, 0, 0, 0, 0, 0, failed, calls);
    }
}
