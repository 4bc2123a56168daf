package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events: what a listener can rely on.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    private record Event(long id, String name, JsonNode data) {}

    @AfterEach
    void nobodyListensAnyMore() {
        client.shutdownNow();
    }

    /// A listener, which reads as it likes.
    private static final class Listener implements AutoCloseable {
        private final java.util.stream.Stream<String> stream;
        private final Iterator<String> lines;
        private int comments;

        Listener(java.util.stream.Stream<String> stream) {
            this.stream = stream;
            this.lines = stream.iterator();
        }

        Event next() {
            long id = -1;
            var name = "";
            while (lines.hasNext()) {
                var line = lines.next();
                if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Event(id, name, MAPPER.readTree(line.substring(6)));
                } else if (line.startsWith(":")) {
                    comments++;
                }
            }
            throw new AssertionError("the stream ended");
        }

        List<Event> until(Predicate<Event> last) {
            var all = new ArrayList<Event>();
            do {
                all.add(next());
            } while (!last.test(all.getLast()));
            return all;
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    private Listener listen(Served served, String job, long since) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + served.port() + "/v1/jobs/" + job + "/events"))
                .header("Authorization", "Bearer " + Served.TOKEN);
        if (since >= 0) {
            request.header("Last-Event-ID", Long.toString(since));
        }
        var response = client.send(request.build(), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        return new Listener(response.body());
    }

    private static boolean completed(Event event) {
        return event.name.equals("status") && event.data.get("status").asString().equals("completed");
    }

    private static String[] tickers(int many) {
        return IntStream.rangeClosed(1, many).mapToObj(n -> "T" + n).toArray(String[]::new);
    }

    /// The last counts told of each batch.
    private static Map<Long, JsonNode> batches(Map<Long, JsonNode> known, List<Event> events) {
        for (var event : events) {
            if (event.name.equals("batch")) {
                known.put(event.data.get("number").asLong(), event.data);
            }
        }
        return known;
    }

    private static void isWhole(Map<Long, JsonNode> batches, int many) {
        assertThat(batches).hasSize(many);
        assertThat(batches.values()).allMatch(each -> each.get("complete").asBoolean());
    }

    private static String waiting(Path directory) {
        return "sh -c 'while [ ! -e " + directory + "/go ]; do sleep 0.02; done; echo $0' {ticker}";
    }

    @Test
    void aListenerHearsOfEveryBatchAndOfTheEnd(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            served.screen(waiting(directory), ",\"batchSize\":2,\"timeout\":\"300s\"", tickers(21));
            try (var listener = listen(served, "screen-1", -1)) {
                var first = listener.next();
                Files.writeString(directory.resolve("go"), "");
                var events = listener.until(EventStreamTest::completed);

                assertThat(first.name).isEqualTo("status");
                served.contract.fits("/components/schemas/Status", first.data, "status");
                events.forEach(event -> served.contract.fits(
                        "/components/schemas/" + (event.name.equals("batch") ? "BatchEvent" : "Status"), event.data,
                        event.name));
                isWhole(batches(new TreeMap<>(), events), 11);
                assertThat(events).extracting(Event::id).isSorted();
            }
        }
    }

    @Test
    void whoComesBackAfterARestartMissesNothing(@TempDir Path directory) throws Exception {
        var known = new TreeMap<Long, JsonNode>();
        long last = 0;
        try (var served = Served.in(directory)) {
            served.screen("sh -c 'sleep 0.01; echo $0' {ticker}", ",\"batchSize\":2", tickers(120));
            try (var listener = listen(served, "screen-1", -1)) {
                var events = listener.until(event -> event.name.equals("batch") && event.id > 0);
                batches(known, events);
                last = events.getLast().id;
            }
        }
        try (var served = Served.in(directory)) {
            served.send(Served.post("/v1/jobs/screen-1/resume"));
            // it cuts itself off again and again, each time at the first event
            for (int i = 0; i < 5; i++) {
                try (var listener = listen(served, "screen-1", last)) {
                    var event = listener.next();
                    batches(known, List.of(event));
                    last = Math.max(last, event.id);
                }
            }
            served.until("screen-1", "completed");
            try (var listener = listen(served, "screen-1", last)) {
                batches(known, listener.until(EventStreamTest::completed));
            }

            isWhole(known, 60);
        }
    }

    @Test
    void rowsThatRunAgainAreToldAgain(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            served.screen("sh -c 'test -e " + directory + "/mended && echo $0' {ticker}",
                    ",\"maxRetries\":0,\"batchSize\":1", "A", "B");
            served.until("screen-1", "completed");
            try (var listener = listen(served, "screen-1", -1)) {
                listener.next();
                Files.writeString(directory.resolve("mended"), "");
                served.send(Served.post("/v1/jobs/screen-1/retry"));

                var events = listener.until(event -> completed(event) && event.data.at("/items/done").asInt() == 2);

                assertThat(batches(new TreeMap<>(), events).values())
                        .hasSize(2)
                        .allMatch(each -> each.get("done").asInt() == 1);
            }
        }
    }

    @Test
    void twoHundredListenersCostAsManyReadsAsOne(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            served.screen(waiting(directory), ",\"batchSize\":2,\"timeout\":\"300s\"", tickers(20));
            var listeners = new ArrayList<Listener>();
            for (int i = 0; i < 200; i++) {
                listeners.add(listen(served, "screen-1", -1));
            }
            long feeds = Thread.getAllStackTraces().size();
            Files.writeString(directory.resolve("go"), "");

            for (var listener : listeners) {
                isWhole(batches(new TreeMap<>(), listener.until(EventStreamTest::completed)), 10);
                listener.close();
            }

            assertThat(feeds).isLessThan(150); // virtual ones are not counted
        }
    }

    @Test
    void aQuietStreamIsKeptOpen(@TempDir Path directory) throws Exception {
        var bounds = new ServerSettings.Bounds(
                100_000, 8192, 100, 10, 10, java.time.Duration.ofSeconds(10), java.time.Duration.ofMillis(800));
        try (var served = Served.in(directory, ServerSettings.local(Served.TOKEN).withExec(true).within(bounds))) {
            served.screen("echo {ticker}", "", "A");
            served.until("screen-1", "completed");
            try (var listener = listen(served, "screen-1", -1)) {
                listener.next();
                while (listener.comments < 4) {
                    listener.comments += listener.lines.next().equals(":") ? 1 : 0;
                }
            }
        }
    }

    @Test
    void anIdThatIsNoneIsRefused(@TempDir Path directory) throws Exception {
        try (var served = Served.in(directory)) {
            served.screen("echo {ticker}", "", "A");

            var reply = served.send(Served.get("/v1/jobs/screen-1/events").header("Last-Event-ID: yesterday"));

            assertThat(reply.status()).isEqualTo(400);
        }
    }
}
