package io.longhaul.source.yahoo;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.Recorded;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.testkit.FakeSteps;
import io.longhaul.testkit.SourceContract;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class YahooSharesTest implements SourceContract<YahooStatistics.Wanted, SharesOutstanding> {

    private static final YahooMarketData YAHOO =
            new YahooMarketData(PublishedLimits.of(YahooBars.class, "yahoo").limits());

    private static final YahooSession SESSION = new YahooSession("A1=one; A3=three", "haT3oykh/qZ");
    private static final Ticker AAPL = Ticker.of("AAPL");

    private static Reply statistics(String ticker) {
        return Recorded.reply("yahoo/quoteSummary-defaultKeyStatistics-" + ticker + ".json");
    }

    private static Reply cookie() {
        return Recorded.reply("yahoo/getCrumb-quote-AAPL-copyConsent.json");
    }

    private static Reply crumb() {
        return Recorded.reply("yahoo/getCrumb-getcrumb.json");
    }

    @Override
    public Source<YahooStatistics.Wanted, SharesOutstanding> source() {
        return YAHOO.statistics();
    }

    @Override
    public List<YahooStatistics.Wanted> questions() {
        return List.of(
                new YahooStatistics.Wanted(AAPL, SESSION),
                new YahooStatistics.Wanted(Ticker.of("QQQ"), SESSION));
    }

    @Override
    public List<Reply> found() {
        return List.of(statistics("AAPL"));
    }

    @Test
    void sharesAreThoseOfTheLatestQuarter() {
        assertThat(source().read(questions().getFirst(), statistics("AAPL")))
                .isEqualTo(new Answer.Found<>(
                        new SharesOutstanding(LocalDate.parse("2024-12-28"), 15_022_100_480L),
                        statistics("AAPL").receivedAt()));
    }

    @Test
    void fundsAndUnknownSymbolsHaveNone() {
        assertThat(source().read(questions().getLast(), statistics("QQQ"))).isInstanceOf(Answer.Missing.class);
        assertThat(source().read(questions().getFirst(), statistics("ADH"))).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void cookieAndCrumbAreInTheRequestAndNotInTheIdentity() {
        var question = questions().getFirst();
        var request = (Request.Http) source().request(question, Key.NONE);

        assertThat(request.path()).endsWith("/AAPL?formatted=false&modules=defaultKeyStatistics&crumb=haT3oykh%2FqZ");
        assertThat(request.headers()).containsEntry("cookie", SESSION.cookie());
        assertThat(source().canonical(question) + question)
                .doesNotContain(SESSION.crumb())
                .doesNotContain(SESSION.cookie());
    }

    @Test
    void theVisitorsCookieIsFoundAmongOthers() {
        assertThat(YAHOO.cookie().read(YahooCookie.Visit.ANY, cookie()))
                .isEqualTo(new Answer.Found<>("A1=REDACTED; A3=REDACTED", cookie().receivedAt()));
        assertThat(YAHOO.cookie().read(YahooCookie.Visit.ANY, reply(404, "no cookie")))
                .isInstanceOf(Answer.Missing.class);
        assertThat(YAHOO.cookie().read(YahooCookie.Visit.ANY, reply(429, ""))).isInstanceOf(Answer.Throttled.class);
    }

    @Test
    void theConsentPagesOfTheEuAreAPersonsBusiness() {
        assertThat(YAHOO.cookie().read(YahooCookie.Visit.ANY, Recorded.reply("yahoo/getCrumb-quote-AAPL.json")))
                .isInstanceOf(Answer.Refused.class);
    }

    @Test
    void theCrumbGoesWithItsCookie() {
        var wanted = new YahooCrumb.Wanted("A3=three");

        assertThat(YAHOO.crumb().read(wanted, crumb()))
                .isEqualTo(new Answer.Found<>(
                        new YahooSession("A3=three", "haT3oykhHqZ"), crumb().receivedAt()));
        for (var refusal : List.of(
                reply(429, "Too Many Requests"), reply(200, ""), reply(200, "<html></html>"),
                reply(401, "{\"finance\":{}}"))) {
            assertThat(YAHOO.crumb().read(wanted, refusal)).isInstanceOf(Answer.Throttled.class);
        }
        assertThat(YAHOO.crumb().read(wanted, reply(200, "no crumb at all"))).isInstanceOf(Answer.Failed.class);
    }

    private static FakeSteps steps(BiFunction<Request.Http, Integer, Reply> statistics) {
        return new FakeSteps(LocalDate.parse("2026-11-20"), Key.NONE, (request, sample) -> {
            if (request.path().equals("/")) {
                return cookie();
            }
            return request.path().equals("/v1/test/getcrumb") ? crumb() : statistics.apply(request, sample);
        });
    }

    /// As seen in public clients, not recorded.
    private static Reply invalidCrumb() {
        return reply(401, """
                {"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}""");
    }

    @Test
    void aCrumbIsTakenAndUsed() {
        var steps = steps((_, _) -> statistics("AAPL"));

        assertThat(YAHOO.shares(steps, AAPL))
                .isInstanceOfSatisfying(Answer.Found.class, found -> assertThat(found.value())
                        .isEqualTo(List.of(new SharesOutstanding(LocalDate.parse("2024-12-28"), 15_022_100_480L))));
        assertThat(steps.asked())
                .containsExactly("yahoo.cookie ANY #0", "yahoo.crumb crumb #0", "yahoo.statistics AAPL #0");
    }

    @Test
    void aStaleCrumbIsReplacedExactlyOnce() {
        var healed = steps((_, sample) -> sample == 0 ? invalidCrumb() : statistics("AAPL"));
        assertThat(YAHOO.shares(healed, AAPL)).isInstanceOf(Answer.Found.class);

        var stale = steps((_, _) -> invalidCrumb());
        assertThat(YAHOO.shares(stale, AAPL)).isInstanceOf(Answer.Failed.class);
        assertThat(stale.asked())
                .containsExactly(
                        "yahoo.cookie ANY #0", "yahoo.crumb crumb #0", "yahoo.statistics AAPL #0",
                        "yahoo.cookie ANY #1", "yahoo.crumb crumb #1", "yahoo.statistics AAPL #1");
    }
}
