package io.longhaul.testkit;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;

/// A source for tests: the question is the path of the request, and the reply's status says what it means.
///
/// - 200 found (the body's text), 404 missing, 413 too large, 401 refused, 422 failed for good;
/// - 429 throttled: header `retry-after` in seconds, header `scope` = `question`, `gate` (default) or `owner`;
/// - 504 timed out upstream, anything else failed on its side.
public record FakeSource(Spec spec) implements Source<String, String> {

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
        return meaning(reply);
    }

    static Answer<String> meaning(Reply reply) {
        return switch (reply.status()) {
            case 200 -> new Answer.Found<>(reply.text(), reply.receivedAt());
            case 404 -> new Answer.Missing<>("no such thing");
            case 413 -> new Answer.TooLarge<>("too large");
            case 401 -> new Answer.Refused<>("the key is not accepted");
            case 422 -> new Answer.Failed<>(ErrorClass.VALIDATION, "no answer in it");
            case 504 -> new Answer.Failed<>(ErrorClass.TIMEOUT, "timed out upstream");
            case 429 -> {
                var until = reply.header("retry-after")
                        .map(seconds -> reply.receivedAt().plusSeconds(Long.parseLong(seconds)))
                        .orElse(null);
                var scope = switch (reply.header("scope").orElse("gate")) {
                    case "question" -> Answer.Scope.QUESTION;
                    case "owner" -> Answer.Scope.OWNER;
                    default -> Answer.Scope.GATE;
                };
                yield new Answer.Throttled<>(until, scope, "429");
            }
            default -> new Answer.Failed<>(ErrorClass.SERVER, "status " + reply.status());
        };
    }
}
