package io.longhaul.source.alphavantage;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.source.market.Body;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Refusals;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What Alpha Vantage says when it gives no data: always status 200, one sentence under `Information`, `Note` or
/// `Error Message`, and the same sentence under more than one of them over the years. So the words decide, in this
/// order:
///
/// - a key that is invalid or missing: `Refused`;
/// - so many a second or a minute: the gate. Such a notice may also advertise plans without daily limits;
/// - so many a day: the owner;
/// - a premium endpoint or parameter: `Failed`, so that a cascade goes on; the key is good for other questions;
/// - `Invalid API call`: `Missing`. Function and parameters are ours and right, so it is the symbol.
///
/// No reason quotes the sentence: it may repeat the key.
final class AlphaVantageRefusal {

    private static final List<String> FIELDS = List.of("Information", "Note", "Error Message");

    private AlphaVantageRefusal() {}

    static Optional<Answer<DailyBars>> of(AlphaVantageQuestion question, Reply reply, Body body) {
        Optional<Answer<DailyBars>> common = Refusals.common("alphavantage", reply, body);
        if (common.isPresent()) {
            return common;
        }
        if (reply.status() != 200) {
            return Optional.of(Refusals.unexpected("alphavantage", reply));
        }
        var json = body.head().contains("\"time series") ? null : body.jsonIfAny();
        return json == null
                ? Optional.empty()
                : FIELDS.stream()
                        .map(field -> json.path(field).stringValue("").toLowerCase(Locale.ROOT))
                        .filter(said -> !said.isEmpty())
                        .findFirst()
                        .map(said -> meaning(question, reply, said));
    }

    private static Answer<DailyBars> meaning(AlphaVantageQuestion question, Reply reply, String said) {
        if (said.contains("apikey is invalid") || said.contains("api key is invalid")) {
            return new Answer.Refused<>("alphavantage does not know the key");
        }
        if (said.contains("per second") || said.contains("per minute")) {
            return Refusals.gate(reply, "alphavantage wants calls further apart");
        }
        if (said.contains("per day")) { // not "daily": that is in the name of the function
            return Refusals.owner(null, "alphavantage: the day's calls are used up");
        }
        if (said.contains("premium")) {
            return new Answer.Failed<>(
                    ErrorClass.VALIDATION,
                    "alphavantage gives " + (question.full() ? "more than the last 100 sessions" : "this")
                            + " to paying plans only; take a later --from, another provider, or a plan");
        }
        if (said.startsWith("invalid api call")) {
            return new Answer.Missing<>(
                    "alphavantage does not know " + question.range().ticker().dashed());
        }
        return new Answer.Failed<>(
                ErrorClass.UNKNOWN, "alphavantage answered with a notice of no known kind instead of data");
    }
}
