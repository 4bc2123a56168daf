package io.longhaul.app.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.longhaul.source.market.TradingCalendar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Charts of any ticker, but for those that begin with `ZZ`, which it does not know. It notes what it is asked.
public final class FakeYahoo implements AutoCloseable {

    private final HttpServer server;
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    /// Answers that may be given.
    final Semaphore open = new Semaphore(Integer.MAX_VALUE);
    /// By its path, whether a request needs one of these to be answered; all do, unless a test says otherwise.
    volatile Predicate<String> waits = path -> true;
    /// Whether it leads every request to its consent pages, which only a person can do anything about.
    volatile boolean wantsConsent;

    public FakeYahoo() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public Map<String, String> variables() {
        return Map.of(
                "LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo",
                "LONGHAUL_SOURCES_YAHOO_BASE_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "LONGHAUL_SOURCES_YAHOO_WWW_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "LONGHAUL_SOURCES_YAHOO_LIMITS", "1000000/s");
    }

    /// Tickers in the order in which they were asked for.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        boolean waited = waits.test(path);
        if (waited) {
            open.acquireUninterruptibly();
        }
        try {
            boolean chart = path.startsWith("/v8/finance/chart/");
            var ticker = path.substring(path.lastIndexOf('/') + 1);
            if (chart) {
                asked.add(ticker);
            }
            if (wantsConsent) {
                exchange.getResponseHeaders().add("location", "https://consent.yahoo.com/v2/collectConsent");
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            boolean known = chart && !ticker.startsWith("ZZ");
            var body = (path.endsWith("getcrumb")
                    ? "abcdefghijk"
                    : path.contains("quoteSummary")
                            ? NO_STATISTICS
                            : known ? chart(ticker, exchange.getRequestURI().getQuery()) : UNKNOWN)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            if (path.equals("/")) {
                exchange.getResponseHeaders().add("set-cookie", "A3=anybody; Path=/; Secure");
            }
            exchange.sendResponseHeaders(known || path.endsWith("getcrumb") ? 200 : 404, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        } finally {
            if (waited) {
                open.release();
            }
        }
    }

    private static final int MOST_BARS = 600;

    private static final String UNKNOWN =
            """
            {"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}""";

    private static final String NO_STATISTICS = """
            {"quoteSummary":{"result":null,"error":{"code":"Not Found","description":"No fundamentals data found"}}}""";

    private static String chart(String ticker, String query) {
        var from = day(query.replaceFirst(".*period1=(\\d+).*", "$1"));
        var to = day(query.replaceFirst(".*period2=(\\d+).*", "$1"));
        var last = LocalDate.of(2026, 11, 20);
        var all = TradingCalendar.sessions(from, to.isAfter(last) ? last : to);
        // listed late: thousands of long charts at a time would not fit into a test's memory
        var sessions = all.subList(Math.max(0, all.size() - MOST_BARS), all.size());
        var times = sessions.stream()
                .map(day -> Long.toString(day.toEpochSecond(LocalTime.of(14, 30), ZoneOffset.UTC)))
                .collect(Collectors.joining(","));
        var ones = sessions.stream().map(day -> "1.5").collect(Collectors.joining(","));
        return "{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"USD\",\"symbol\":\"" + ticker
                + "\",\"instrumentType\":\"EQUITY\",\"gmtoffset\":-18000,\"exchangeTimezoneName\":\"America/New_York\","
                + "\"dataGranularity\":\"1d\"},\"timestamp\":[" + times + "],\"indicators\":{\"quote\":[{\"open\":["
                + ones
                + "],\"high\":[" + ones + "],\"low\":[" + ones + "],\"close\":[" + ones + "],\"volume\":["
                + ones.replace("1.5", "100") + "]}],\"adjclose\":[{\"adjclose\":[" + ones
                + "]}]}}],\"error\":null}}";
    }

    private static LocalDate day(String epochSecond) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(epochSecond)), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
