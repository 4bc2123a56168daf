package io.longhaul.testkit.sim;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;

/// A source whose upstream is [SimUpstream]: text questions, text answers, HTTP-like refusals.
record SimSource(Spec spec) implements Source<String, String> {

    @Override
    public String canonical(String question) {
        return question;
    }

    @Override
    public Request request(String question, Key key) {
        return Request.get(question);
    }

    @Override
    public Answer<String> read(String question, Reply reply) {
        return switch (reply.status()) {
            case 200 -> new Answer.Found<>(reply.text(), reply.receivedAt());
            case 404 -> new Answer.Missing<>("no such thing");
            case 413 -> new Answer.TooLarge<>("too large");
            case 429 -> throttled(reply);
            case 422 -> new Answer.Failed<>(ErrorClass.VALIDATION, "the answer is no answer");
            default -> new Answer.Failed<>(ErrorClass.SERVER, "status " + reply.status());
        };
    }

    private static Answer<String> throttled(Reply reply) {
        var scope = reply.header("quota").isPresent() ? Answer.Scope.OWNER : Answer.Scope.GATE;
        var until = reply.header("retry-after")
                .map(seconds -> reply.receivedAt().plusSeconds(Long.parseLong(seconds)))
                .orElse(null);
        return new Answer.Throttled<>(until, scope, "429");
    }
}
