package io.longhaul.testkit;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// Steps without an engine: every question is requested, answered by an upstream made of a function, and read. Nothing
/// is stored, shared, retried or limited.
public final class FakeSteps implements Steps {

    private final LocalDate today;
    private final Key key;
    private final BiFunction<Request.Http, Integer, Reply> upstream;
    private final List<String> asked = new ArrayList<>();
    private final Map<String, byte[]> kept = new HashMap<>();
    private Optional<Instant> retriedAt = Optional.empty();

    /// @param upstream request and sample number to reply
    public FakeSteps(LocalDate today, Key key, BiFunction<Request.Http, Integer, Reply> upstream) {
        this.today = today;
        this.key = key;
        this.upstream = upstream;
    }

    /// As if a person had the item run again.
    public void retriedAt(Instant at) {
        retriedAt = Optional.of(at);
    }

    @Override
    public Optional<Instant> retriedAt() {
        return retriedAt;
    }

    /// Source, identity and sample of every question, in order.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public <Q, A> A ask(String step, Source<Q, A> source, Q question) {
        if (tryAsk(step, source, question) instanceof Answer.Found<A>(var value, _)) {
            return value;
        }
        throw fail(ErrorClass.UNKNOWN, "no answer to " + step);
    }

    @Override
    public <Q, A> Answer<A> tryAsk(String step, Source<Q, A> source, Q question) {
        return one(new Question<>(step, source, question));
    }

    @Override
    public <Q, A> List<Answer<A>> all(String step, Source<Q, A> source, List<Q> questions) {
        return questions.stream().map(question -> tryAsk(step, source, question)).toList();
    }

    @Override
    public List<Answer<?>> all(List<Question<?, ?>> questions) {
        var answers = new ArrayList<Answer<?>>();
        for (var question : questions) {
            answers.add(one(question));
        }
        return answers;
    }

    private <Q, A> Answer<A> one(Question<Q, A> question) {
        var source = question.source();
        asked.add(source.spec().name() + " " + source.canonical(question.question()) + " #" + question.sample());
        var request = (Request.Http) source.request(question.question(), key);
        return source.read(question.question(), upstream.apply(request, question.sample()));
    }

    @Override
    public RuntimeException skip(String reason) {
        throw new IllegalStateException("skipped: " + reason);
    }

    @Override
    public RuntimeException fail(ErrorClass errorClass, String reason) {
        throw new IllegalStateException("failed: " + errorClass + " " + reason);
    }

    @Override
    public Instant asOf() {
        return today.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public Optional<byte[]> kept(String shelf, String key) {
        return Optional.ofNullable(kept.get(shelf + "/" + key)).filter(document -> document.length > 0);
    }

    @Override
    public void keep(String shelf, String key, byte[] document) {
        kept.put(shelf + "/" + key, document);
    }

    @Override
    public RandomGenerator random() {
        return new SplittableRandom(1);
    }
}
