package io.longhaul.lab.bench;

import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The service while a job runs: how many status requests it answers, and how 200 listeners hear of it.
final class ApiBench implements Bench {

    private static final int CLIENTS = 4;
    private static final int LISTENERS = 200;

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
                listeners(product, job(product, 50_000), figures);
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

    /// What each listener heard: when, by event id.
    private void listeners(ServedProduct product, String id, List<Figure> figures) throws Exception {
        var heard = new ConcurrentHashMap<String, ConcurrentLinkedQueue<Long>>();
        var each = new ConcurrentLinkedQueue<Set<String>>();
        var sockets = new ConcurrentLinkedQueue<Socket>();
        var begun = new CountDownLatch(LISTENERS);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < LISTENERS; i++) {
            threads.add(Thread.ofVirtual().start(() -> listen(product, id, heard, each, sockets, begun)));
        }
        begun.await(60, TimeUnit.SECONDS);
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        for (var socket : sockets) {
            socket.close();
        }
        for (var thread : threads) {
            thread.join();
        }
        // an event that all could hear: not among the first or last that anybody heard
        var ids = new ArrayList<>(heard.keySet());
        long whole = ids.stream()
                .filter(event -> heard.getOrDefault(event, new ConcurrentLinkedQueue<>()).size() == LISTENERS).count();
        long most = each.stream().mapToLong(Set::size).max().orElse(0);
        long least = each.stream().mapToLong(Set::size).min().orElse(0);
        var lag = heard.values().stream().filter(times -> times.size() == LISTENERS)
                .mapToLong(times -> times.stream().mapToLong(t -> t).max().orElse(0)
                        - times.stream().mapToLong(t -> t).min().orElse(0))
                .max().orElse(Long.MAX_VALUE);
        figures.add(Figure.of("api.listeners-events", whole, "events"));
        figures.add(Figure.atMost(2L, "api.listeners-missed", most - least, "events"));
        figures.add(Figure.atMost(1, "api.listeners-behind", lag / 1e9, "s"));
    }

    private static void listen(
            ServedProduct product,
            String id,
            Map<String, ConcurrentLinkedQueue<Long>> heard,
            ConcurrentLinkedQueue<Set<String>> each,
            ConcurrentLinkedQueue<Socket> sockets,
            CountDownLatch begun) {
        var mine = ConcurrentHashMap.<String>newKeySet();
        try (var socket = connect(product.base())) {
            sockets.add(socket);
            write(socket.getOutputStream(), product.base(), "/v1/jobs/" + id + "/events",
                    "Accept: text/event-stream\r\n");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean first = true;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    if (first) {
                        first = false;
                        begun.countDown();
                    }
                    if (begun.getCount() == 0 && mine.add(line)) {
                        heard.computeIfAbsent(line, any -> new ConcurrentLinkedQueue<>()).add(System.nanoTime());
                    }
                }
            }
        } catch (IOException closed) {
            // that is how it ends
        }
        each.add(mine);
    }
}
