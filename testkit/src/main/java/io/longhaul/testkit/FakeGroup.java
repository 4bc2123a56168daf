package io.longhaul.testkit;

import io.longhaul.engine.Answer;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Spec;
import java.util.List;

/// A grouped source for tests: the path joins all questions with commas; a 200 reply answers `question=value` lines,
/// and a question without a line is missing. What stands behind a `~` is a question's mark.
public record FakeGroup(Spec spec) implements GroupedSource<String, String> {

    @Override
    public String canonical(String question) {
        return question;
    }

    @Override
    public String mark(String question) {
        int at = question.indexOf('~');
        return at < 0 ? "" : question.substring(at + 1);
    }

    @Override
    public Request request(List<String> questions, Key key) {
        return Request.get(String.join(",", questions));
    }

    @Override
    public Answer<String> read(String question, Reply reply) {
        if (reply.status() != 200) {
            return FakeSource.meaning(reply);
        }
        return reply.text().lines()
                .filter(line -> line.startsWith(question + "="))
                .findFirst()
                .<Answer<String>>map(
                        line -> new Answer.Found<>(line.substring(question.length() + 1), reply.receivedAt()))
                .orElseGet(() -> new Answer.Missing<>("not in the answer"));
    }
}
