import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Rows;
import io.longhaul.source.http.Connections;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The last close of each ticker, asked of an upstream over HTTP:
///
///     java -cp ... examples/Closes.java http://127.0.0.1:8080 AAPL MSFT
public final class Closes {

    /// One upstream: what a question is sent as, and what a reply means. `GET /close/AAPL` answers `189.30`.
    record Close() implements Source<String, BigDecimal> {

        @Override
        public Spec spec() {
            var limits = Limits.rate("quotes", 5, Duration.ofSeconds(1)); // held over all jobs of the store
            return new Spec("quotes.close", 1, limits, Price.FREE, Reuse.store(Duration.ofHours(6)));
        }

        @Override
        public Request request(String ticker, Key key) {
            return Request.get("/close/" + ticker);
        }

        @Override
        public Answer<BigDecimal> read(String ticker, Reply reply) {
            return switch (reply.status()) {
                case 200 -> new Answer.Found<>(new BigDecimal(reply.text().strip()), reply.receivedAt());
                case 404 -> new Answer.Missing<>("no such ticker");
                case 429 -> new Answer.Throttled<>(null, Answer.Scope.GATE, "too many requests");
                case 401, 403 -> new Answer.Refused<>("status " + reply.status());
                default -> new Answer.Failed<>(ErrorClass.SERVER, "status " + reply.status());
            };
        }
    }

    /// A row of the result.
    record Line(String ticker, BigDecimal close) {}

    /// What is done for each row of the list.
    record LastCloses(Close close) implements Workflow<String, Line> {

        @Override
        public Outline outline() {
            return Outline.of("last-closes", 1).onePerItem(close);
        }

        @Override
        public String item(Row row) {
            return row.cell("ticker").filter(ticker -> ticker.matches("[A-Z.-]+"))
                    .orElseThrow(() -> new IllegalArgumentException("want a ticker, as AAPL or BRK.B"));
        }

        @Override
        public List<Line> run(String ticker, Steps steps) {
            return List.of(new Line(ticker, steps.ask("close", close, ticker)));
        }

        @Override
        public Columns<Line> columns() {
            return Columns.<Line>of().text("ticker", Line::ticker).number("close", Line::close);
        }
    }

    static void run(Path home, URI upstream, List<String> tickers, PrintStream out) throws InterruptedException {
        try (var connections = Connections.open();
                var longhaul = Longhaul.over(SqliteStore.own(home, InstantSource.system()))) {
            var quotes = new HttpUpstream("quotes", upstream, HttpUpstream.userAgent("1.0", "mailto:ann@example.com"));
            var http = new HttpTransport(quotes, connections, InstantSource.system());
            var job = longhaul.run(new LastCloses(new Close()), Rows.of("ticker", tickers), source -> http);
            out.println(job.await().handle());
            job.results((ended, rows) -> {
                var outcome = ended.outcome();
                out.println(ended.item().key() + " " + outcome.state().label() + " " + rows + outcome.reason());
            });
        }
    }

    public static void main(String[] args) throws InterruptedException {
        run(Path.of("closes-store"), URI.create(args[0]), List.of(args).subList(1, args.length), System.out);
    }
}
