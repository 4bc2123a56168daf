package io.longhaul.lab.bench;

import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The service while a job runs: how many status requests it answers, and how 200 listeners hear of it.
final class ApiBench implements Bench {

    private static final int CLIENTS = 4;
    private static final int LISTENERS = 200;
    private static final int LATEST_SECONDS = 3;
    private static final Pattern COMPLETE = Pattern.compile("\"number\":(\\d+),.*\"complete\":true");

    private final int seconds;

    ApiBench(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "api";
    }

    @Override
    public String about() {
        return "status requests a second and " + LISTENERS + " listeners, while a job runs";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (var scratch = Scratch.make("longhaul-api")) {
            var directory = scratch.path("twins");
            Files.createDirectories(directory);
            try (var twins = TwinProcess.start(directory, "latency 100ms\n");
                    var product = ServedProduct.start(scratch.path("home"), environment(twins), "-Xmx256m")) {
                var figures = new ArrayList<Figure>();
                progress.accept(
                        "api: " + CLIENTS + " clients ask for the status of a running job for " + seconds + " s");
                requests(product, job(product, 0), figures);
                progress.accept("api: " + LISTENERS + " listeners");
                listeners(product, scratch.path("home"), job(product, 50_000), figures);
                return figures;
            }
        }
    }

    private static Map<String, String> environment(TwinProcess twins) {
        var environment = new HashMap<>(twins.variables());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", "5-at-once");
        return environment;
    }

    /// One of 5,000 tickers at 50 a second: it runs as long as anything is measured.
    private static String job(ServedProduct product, int from) throws IOException, InterruptedException {
        var list = IntStream.range(from, from + 5_000)
                .mapToObj(i -> "\"A" + Integer.toString(i, 36).toUpperCase(java.util.Locale.ROOT) + "\"")
                .collect(Collectors.joining(","));
        return product.post("/api/fill-cache-batch-start", "{\"tickerSource\":\"custom\",\"tickers\":[" + list
                + "],\"dataset\":\"daily\",\"from\":\"2025-01-01\",\"to\":\"2025-01-31\"}").path("jobId").asString("");
    }

    private void requests(ServedProduct product, String id, List<Figure> figures) throws Exception {
        ask(product, id, 3); // compiles
        long from = System.nanoTime();
        var millis = ask(product, id, seconds);
        double took = Runs.seconds(from);
        millis.sort(null);
        figures.add(Figure.atLeast(1_000, "api.status-requests", millis.size() / took, "1/s"));
        figures.add(Figure.atMost(25, "api.status-p99", millis.get((int) (millis.size() * 0.99)), "ms"));
        figures.add(Figure.of("api.status-p50", millis.get(millis.size() / 2), "ms"));
    }

    /// Each on a connection of its own, which is kept.
    private static List<Double> ask(ServedProduct product, String id, int seconds) throws InterruptedException {
        var times = new ConcurrentLinkedQueue<Double>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (var socket = connect(product.base())) {
                    var out = socket.getOutputStream();
                    var in = new java.io.BufferedInputStream(socket.getInputStream());
                    while (System.nanoTime() < end) {
                        long begun = System.nanoTime();
                        write(out, product.base(), "/v1/jobs/" + id, "");
                        answered(in);
                        times.add((System.nanoTime() - begun) / 1e6);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return new ArrayList<>(times);
    }

    private static Socket connect(URI base) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void write(OutputStream out, URI base, String path, String more) throws IOException {
        out.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort() + "\r\nAuthorization: Bearer "
                + ServedProduct.token() + "\r\n" + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void answered(InputStream in) throws IOException {
        int length = -1;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("HTTP/") && !line.contains(" 200 ")) {
                throw new IOException("answered " + line);
            }
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// When each listener heard of which batch's end, beside what the store says of these ends.
    private void listeners(ServedProduct product, Path home, String id, List<Figure> figures) throws Exception {
        var each = new ArrayList<Map<Long, Instant>>();
        var sockets = new ConcurrentLinkedQueue<Socket>();
        var joined = new CountDownLatch(LISTENERS);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < LISTENERS; i++) {
            var heard = new ConcurrentHashMap<Long, Instant>();
            each.add(heard);
            threads.add(Thread.ofVirtual().start(() -> listen(product, id, heard, sockets, joined)));
        }
        joined.await(60, TimeUnit.SECONDS);
        var begun = Instant.now();
        var never = new CountDownLatch(1);
        never.await(seconds, TimeUnit.SECONDS);
        var ended = completed(home, id, begun, Instant.now());
        // whoever is later than this has missed it
        never.await(LATEST_SECONDS, TimeUnit.SECONDS);
        for (var socket : sockets) {
            socket.close();
        }
        for (var thread : threads) {
            thread.join();
        }
        long missed = 0;
        var behind = Duration.ZERO;
        for (var heard : each) {
            for (var batch : ended.entrySet()) {
                var at = heard.get(batch.getKey());
                missed += at == null ? 1 : 0;
                var late = at == null ? Duration.ZERO : Duration.between(batch.getValue(), at);
                behind = late.compareTo(behind) > 0 ? late : behind;
            }
        }
        figures.add(Figure.of("api.listeners-joined", LISTENERS - joined.getCount(), "listeners"));
        figures.add(Figure.atLeast((long) seconds, "api.listeners-batches", ended.size(), "batches"));
        figures.add(new Figure("api.listeners-missed", missed, "events", new Figure.Exactly(0)));
        figures.add(Figure.atMost(1, "api.listeners-behind", behind.toMillis() / 1e3, "s"));
    }

    /// The batches that ended between those instants, by the store.
    private static Map<Long, Instant> completed(Path home, String id, Instant from, Instant to) {
        try (StoreView view = SqliteStore.beside(home)) {
            var job = view.job(id).orElseThrow();
            long size = job.draft().batchSize();
            return view.batches(job.id(), 0, 10_000).stream()
                    .filter(batch -> batch.ended() == size)
                    .filter(batch -> batch.lastEndedAt().isAfter(from) && batch.lastEndedAt().isBefore(to))
                    .collect(Collectors.toMap(BatchRecord::number, BatchRecord::lastEndedAt));
        }
    }

    private static void listen(
            ServedProduct product,
            String id,
            Map<Long, Instant> heard,
            ConcurrentLinkedQueue<Socket> sockets,
            CountDownLatch joined) {
        try (var socket = connect(product.base())) {
            sockets.add(socket);
            write(socket.getOutputStream(), product.base(), "/v1/jobs/" + id + "/events",
                    "Accept: text/event-stream\r\n");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean first = true;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (first && line.startsWith("data:")) {
                    first = false;
                    joined.countDown();
                }
                var batch = COMPLETE.matcher(line);
                if (batch.find()) {
                    heard.putIfAbsent(Long.parseLong(batch.group(1)) - 1, Instant.now());
                }
            }
        } catch (IOException closed) {
            // that is how it ends
        }
    }
}
