package io.longhaul.lab.hostile;

import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/// Sends the requests, several at a time, and judges each answer.
final class HostileRun {

    private static final long SEED = 20_261_130;
    private static final int CLIENTS = 8;
    private static final Pattern JOB = Pattern.compile("\"jobId\":\"([a-z0-9-]+)\"");
    private static final int READ = 1 << 16;

    private final ServedProduct product;
    private final PrintStream progress;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger unauthorised = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger carriedOut = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    private HostileRun(ServedProduct product, PrintStream progress) {
        this.product = product;
        this.progress = progress;
    }

    static List<Figure> of(int random, int hostile, PrintStream progress) throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-hostile-")) {
            var directory = Files.createDirectories(scratch.path("twins"));
            try (var twins = TwinProcess.start(directory, "latency 1ms\n")) {
                var environment = new HashMap<>(twins.variables());
                environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
                try (var product = ServedProduct.start(scratch.path("home"), environment, "-Xmx256m")) {
                    return new HostileRun(product, progress).figures(random, hostile);
                }
            }
        }
    }

    private List<Figure> figures(int random, int hostile) throws IOException, InterruptedException {
        var generated = new Generated(SEED, product.get("/openapi.json"));
        var shapes = Shapes.all(hostile, SEED);
        var all = new ArrayList<Sent>();
        for (int i = 0; i < random; i++) {
            all.add(generated.next(i));
        }
        progress.println("hostile: " + random + " random requests");
        send(all.size(), all::get);
        int carried = carriedOut.get();
        progress.println("hostile: " + hostile + " of hostile shape");
        send(shapes.size(), shapes::get);
        boolean alive = healthy();
        wrong.stream().limit(20).forEach(progress::println);
        return List.of(
                Figure.of("hostile.random-requests", random, ""),
                Figure.of("hostile.shaped-requests", hostile, ""),
                exactly("hostile.deaths", alive ? 0 : 1),
                exactly("hostile.5xx", failures.get()),
                exactly("hostile.unauthorised-2xx", unauthorised.get()),
                exactly("hostile.unanswered", unanswered.get()),
                Figure.atLeast(random / 20, "hostile.random-carried-out", carried, ""),
                Figure.of("hostile.slowest", slowest.get() / 1e9, "s"),
                Figure.of("hostile.peak-resident", product.child().peakResident().orElse(0) / 1e6, "MB"));
    }

    private static Figure exactly(String name, int count) {
        return new Figure(name, count, "", new Figure.Exactly(0));
    }

    private boolean healthy() throws IOException, InterruptedException {
        try {
            return product.child().alive() && product.get("/healthz").path("status").asString("").equals("ok");
        } catch (IOException gone) {
            return false;
        }
    }

    private void send(int count, IntFunction<Sent> requests) throws InterruptedException {
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    judge(requests.apply(n));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private void judge(Sent sent) {
        long begun = System.nanoTime();
        try {
            var reply = client.send(request(sent), BodyHandlers.ofInputStream());
            String text;
            try (var body = reply.body()) {
                boolean endless = reply.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
                text = endless ? "" : new String(body.readNBytes(READ), StandardCharsets.UTF_8);
            }
            took(System.nanoTime() - begun);
            judge(sent, reply, text);
        } catch (IOException gone) {
            unanswered.incrementAndGet();
            wrong.add("no answer (" + gone + ") to " + sent.what());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void took(long nanos) {
        slowest.accumulateAndGet(nanos, Math::max);
    }

    private void judge(Sent sent, HttpResponse<?> reply, String text) throws IOException, InterruptedException {
        boolean good = reply.statusCode() >= 200 && reply.statusCode() < 300;
        if (reply.statusCode() >= 500) {
            failures.incrementAndGet();
            wrong.add(
                    reply.statusCode() + " to " + sent.what() + ": " + text.substring(0, Math.min(200, text.length())));
        }
        if (good && !sent.token() && !sent.open()) {
            unauthorised.incrementAndGet();
            wrong.add("carried out without a token: " + sent.what());
        }
        carriedOut.addAndGet(good ? 1 : 0);
        var made = JOB.matcher(text);
        if (good && sent.method().equals("POST") && made.find()) {
            // what it made would only keep the machine busy
            client.send(request(Sent.post("cancel", "/v1/jobs/" + made.group(1) + "/cancel", "{}")),
                    BodyHandlers.discarding());
        }
    }

    private HttpRequest request(Sent sent) {
        var builder = HttpRequest.newBuilder(product.base().resolve(sent.target())).timeout(Duration.ofSeconds(120));
        if (sent.token()) {
            builder.header("Authorization", "Bearer " + ServedProduct.token());
        }
        sent.headers().forEach(builder::header);
        var body = sent.body();
        if (body == null) {
            return builder.method(sent.method(), BodyPublishers.noBody()).build();
        }
        return builder.header("Content-Type", "application/json")
                .method(sent.method(), BodyPublishers.ofString(body))
                .build();
    }
}
