package io.longhaul.source.tiingo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.Reply;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// What Tiingo says when it gives no data.
///
/// Its "You have run over your … allocation" comes with any status, as JSON or as plain text:
///
/// - **hourly**: the gate is closed until `Retry-After`, else for an hour;
/// - **daily**: the owner, until its quota's reset;
/// - **monthly unique symbols**: the owner until the first of the next month. Symbols of this month would still be
///   answered, but a job asks for others; and a long list over several months is what waiting is for. Whoever would
///   rather pay sees the reason in `status`.
final class TiingoRefusal {

    /// When its months begin is not published: the later one of the likely zones.
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    private TiingoRefusal() {}

    static Optional<Answer<DailyBars>> of(BarsQuestion question, Reply reply, Body body) {
        if (body.says("allocation") || body.says("you have run over your")) {
            return Optional.of(allocation(reply, body));
        }
        Optional<Answer<DailyBars>> common = Refusals.common("tiingo", reply, body);
        if (common.isPresent()) {
            return common;
        }
        boolean unknown = body.says("not found") && !body.head().startsWith("[");
        return switch (reply.status()) {
            case 200 -> unknown ? Optional.of(missing(question)) : Optional.empty();
            case 404 -> Optional.of(unknown ? missing(question) : Refusals.unexpected("tiingo", reply));
            case 401, 403 ->
                Optional.of(new Answer.Refused<>("tiingo does not accept the key (" + reply.status() + ")"));
            default -> Optional.of(Refusals.unexpected("tiingo", reply));
        };
    }

    private static Answer<DailyBars> missing(BarsQuestion question) {
        return new Answer.Missing<>("tiingo does not know " + question.ticker().dashed());
    }

    private static Answer<DailyBars> allocation(Reply reply, Body body) {
        if (body.says("month") || body.says("symbol")) {
            return Refusals.owner(
                    nextMonth(reply.receivedAt()), "tiingo: the month's different symbols are used up");
        }
        if (body.says("daily") || body.says("day")) {
            return Refusals.owner(null, "tiingo: the day's requests are used up");
        }
        var hint = Refusals.retryAfter(reply);
        var until = hint == null ? reply.receivedAt().plus(Duration.ofHours(1)) : hint;
        return new Answer.Throttled<>(until, Scope.GATE, "tiingo: the hour's requests are used up");
    }

    private static Instant nextMonth(Instant now) {
        return now.atZone(ZONE).toLocalDate().plusMonths(1).withDayOfMonth(1).atStartOfDay(ZONE).toInstant();
    }
}
