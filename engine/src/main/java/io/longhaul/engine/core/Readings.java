package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Write;
import java.util.ArrayList;
import java.util.List;

/// What reading a reply gave, as the store keeps it.
final class Readings {

    private Readings() {}

    /// A group whose members were read alike is written as one.
    static List<Write.Read> of(long call, boolean grouped, List<? extends Answer<?>> answers) {
        var reads = new ArrayList<Write.Read>(answers.size());
        boolean alike = true;
        for (int i = 0; i < answers.size(); i++) {
            var read = read(call, grouped ? i : -1, answers.get(i));
            reads.add(read);
            alike &= read.saysLike(reads.getFirst());
        }
        if (!grouped || !alike) {
            return reads;
        }
        var first = reads.getFirst();
        return List.of(new Write.Read(call, -1, first.state(), first.errorClass(), first.reason()));
    }

    private static Write.Read read(long id, int member, Answer<?> answer) {
        return switch (answer) {
            case Answer.Found<?> _ -> new Write.Read(id, member, CallState.FOUND, null, "");
            case Answer.Missing<?>(var reason) ->
                new Write.Read(id, member, CallState.MISSING, ErrorClass.NOT_FOUND, reason);
            case Answer.TooLarge<?>(var reason) ->
                new Write.Read(id, member, CallState.TOO_LARGE, ErrorClass.TOO_LARGE, reason);
            case Answer.Throttled<?>(_, var scope, var reason) ->
                new Write.Read(
                        id,
                        member,
                        CallState.THROTTLED,
                        scope == Answer.Scope.OWNER ? ErrorClass.QUOTA : ErrorClass.RATE_LIMIT,
                        reason);
            case Answer.Refused<?>(var reason) ->
                new Write.Read(id, member, CallState.REFUSED, ErrorClass.AUTH, reason);
            case Answer.Failed<?>(var errorClass, var reason) ->
                new Write.Read(id, member, CallState.FAILED, errorClass, reason);
        };
    }
}
