package io.longhaul.source.market;

import io.longhaul.engine.Answer;
import java.util.function.Function;

/// What follows from an answer where it was found; any other stays what it is.
public final class Answers {

    private Answers() {}

    public static <A, B> Answer<B> map(Answer<A> answer, Function<A, B> change) {
        return answer instanceof Answer.Found<A>(var value, var at)
                ? new Answer.Found<>(change.apply(value), at)
                : otherwise(answer);
    }

    public static <A, B> Answer<B> then(Answer<A> answer, Function<A, Answer<B>> next) {
        return answer instanceof Answer.Found<A>(var value, _) ? next.apply(value) : otherwise(answer);
    }

    private static <A, B> Answer<B> otherwise(Answer<A> answer) {
        return switch (answer) {
            case Answer.Found<A> found -> throw new IllegalArgumentException("found: " + found);
            case Answer.Missing<A>(var reason) -> new Answer.Missing<>(reason);
            case Answer.Throttled<A>(var until, var scope, var reason) -> new Answer.Throttled<>(until, scope, reason);
            case Answer.Failed<A>(var errorClass, var reason) -> new Answer.Failed<>(errorClass, reason);
            case Answer.TooLarge<A>(var reason) -> new Answer.TooLarge<>(reason);
            case Answer.Refused<A>(var reason) -> new Answer.Refused<>(reason);
        };
    }
}
