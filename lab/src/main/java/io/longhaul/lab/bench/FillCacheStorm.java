package io.longhaul.lab.bench;

import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The same tickers over an upstream that throttles, fails, cuts and loses answers, with a kill -9 in the middle. What
/// became of them is read from the upstream's log and from the store as the killed process left it.
final class FillCacheStorm {

    private static final int RATE = 400;
    private static final Pattern TICKER = Pattern.compile("/chart/([^?]+)");
    private static final int PAGE = 5_000;

    private final int tickers;
    private final int atOnce;

    FillCacheStorm(int tickers, int atOnce) {
        this.tickers = tickers;
        this.atOnce = atOnce;
    }

    private static String script() {
        return "latency 5ms-40ms\nshare throttle-hint 0.004\nat 900 throttle\nshare server 0.01\n"
                + "share cut 0.01\nshare lost 0.005\n[yahoo]\nrate " + RATE + "/1s\n";
    }

    void run(Path directory, Consumer<String> progress, List<Figure> figures) throws Exception {
        Files.createDirectories(directory);
        progress.accept("fill-cache: the same with 429s, 5xx, cut and lost answers and a kill -9");
        try (var twins = TwinProcess.start(directory, script())) {
            var environment = FillCacheBench.environment(twins, atOnce + "-at-once " + RATE + "/s");
            environment.put("LONGHAUL_TIMEOUT", "10");
            var home = directory.resolve("home");
            String id;
            try (var product = ServedProduct.start(home, environment, FillCacheBench.OPTIONS)) {
                id = product.post("/api/fill-cache-batch-start", FillCacheBench.body(tickers)).path("jobId")
                        .asString("");
                awaitCalls(twins.log(), tickers / 3);
                product.kill();
            }
            var stored = stored(home, id);
            int before = LabLog.read(twins.log()).calls().size();
            // nobody asks for it: the service goes on by itself
            try (var product = ServedProduct.start(home, environment, FillCacheBench.OPTIONS)) {
                var status = product.ended(id);
                var log = LabLog.read(twins.log());
                var since = log.calls().subList(before, log.calls().size());
                long successful = status.at("/progress/successful").asLong();
                figures.add(new Figure("fill-cache.storm-accounted",
                        successful + status.at("/progress/failed").asLong(), "tickers", new Figure.Exactly(tickers)));
                figures.add(Figure.of("fill-cache.storm-done", successful, "tickers"));
                figures.add(Figure.of("fill-cache.storm-stored-at-kill", stored.size(), "answers"));
                figures.add(new Figure("fill-cache.storm-stored-repeated",
                        since.stream().filter(call -> stored.contains(ticker(call))).count(), "calls",
                        new Figure.Exactly(0)));
                figures.add(Figure.atMost((long) atOnce, "fill-cache.storm-repeated-by-kill", repeated(log, before),
                        "calls"));
                figures.add(Figure.atMost((long) RATE, "fill-cache.storm-most", log.most(Duration.ofSeconds(1)),
                        "calls/s"));
                figures.add(Figure.of("fill-cache.storm-calls", log.calls().size(), "calls"));
            }
        }
    }

    private static void awaitCalls(Path log, int calls) throws IOException, InterruptedException {
        var never = new CountDownLatch(1);
        while (LabLog.read(log).calls().size() < calls) {
            never.await(50, TimeUnit.MILLISECONDS);
        }
    }

    private static String ticker(Call call) {
        var found = TICKER.matcher(call.question());
        return found.find() ? found.group(1) : "";
    }

    /// The tickers whose answer the dead process stored.
    private static Set<String> stored(Path home, String id) {
        try (StoreView view = SqliteStore.beside(home)) {
            long job = view.job(id).orElseThrow().id();
            var answered = new HashSet<String>();
            for (var page = view.callsOfJob(job, 0, PAGE); !page.isEmpty();) {
                for (var call : page) {
                    if (call.state().answers()) {
                        answered.add(item(view, job, call.position()).key());
                    }
                }
                page = view.callsOfJob(job, page.getLast().id() + 1, PAGE);
            }
            return answered;
        }
    }

    private static StoredItem item(StoreView view, long job, long position) {
        return view.items(job, position, 1).getFirst();
    }

    /// Tickers answered in whole both before the kill and after: their answers were under way.
    private static long repeated(LabLog log, int before) {
        var answered = new HashSet<String>();
        log.calls().subList(0, before).stream().filter(Call::answered).forEach(call -> answered.add(ticker(call)));
        return log.calls().subList(before, log.calls().size()).stream()
                .filter(call -> answered.contains(ticker(call)))
                .count();
    }
}
