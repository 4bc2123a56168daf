package io.longhaul.lab.kill;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Launcher;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LogTail;
import io.longhaul.source.market.Ticker;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.workflow.fillcache.TickerCache;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The real product caching bars from a provider's twin, a call a ticker.
///
/// As a service: a request begins the job in the first life, nobody asks for anything in the later ones. As a command:
/// odd lives repeat the line, even ones say `resume`.
final class FillCacheTarget implements Target {

    private static final long POLL_NANOS = 5_000_000;
    private static final int TERMINATED = 143;
    private static final LocalDate FROM = LocalDate.of(2025, 1, 2);
    private static final LocalDate TO = LocalDate.of(2025, 3, 31);

    private final KillPlan plan;
    private final boolean served;
    private final Path directory;
    private final TwinProcess twins;
    private final LogTail tail;
    private final List<Call> calls = new ArrayList<>();
    private int life;
    private int told;
    private @Nullable ServedProduct product;

    FillCacheTarget(KillPlan plan, boolean served, Path directory) throws IOException {
        this.plan = plan;
        this.served = served;
        this.directory = directory;
        this.twins = TwinProcess.start(directory, plan.script());
        this.tail = new LogTail(twins.log());
        Files.writeString(directory.resolve("list.csv"), tickers("ticker\n", "\n", "\n"));
    }

    private String tickers(String before, String between, String after) {
        return IntStream.range(0, plan.items()).mapToObj(LabJob::key).collect(
                Collectors.joining(between, before, after));
    }

    /// A quota makes the calls counted ones, which are written down before they are sent.
    private Map<String, String> environment() {
        var environment = new HashMap<>(twins.variables());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", plan.concurrency() + "-at-once 100000/day@UTC");
        environment.put("LONGHAUL_CONCURRENCY", Integer.toString(plan.concurrency()));
        return environment;
    }

    @Override
    public Child start(int number, Path home) throws IOException, InterruptedException {
        read(); // what a dead life asked last is its own
        life = number;
        return served ? service(home) : command(home);
    }

    private Child service(Path home) throws IOException, InterruptedException {
        var service = ServedProduct.start(home, environment(), "-Xmx256m");
        close(product);
        product = service;
        if (life == 1) {
            var body = "{\"tickerSource\":\"custom\",\"tickers\":[\"" + tickers("", "\",\"", "") + "\"],"
                    + "\"dataset\":\"daily\",\"from\":\"" + FROM + "\",\"to\":\"" + TO + "\"}";
            var answer = service.post("/api/fill-cache-batch-start", body);
            if (!answer.path("success").asBoolean(false)) {
                throw new IllegalStateException("the service made no job: " + answer);
            }
        }
        return service.child();
    }

    private Child command(Path home) throws IOException, InterruptedException {
        var line = List.of(
                "fill-cache", "list.csv", "--dataset", "daily", "--from", FROM.toString(), "--to", TO.toString(),
                "--quiet", "-o", "out.csv");
        var builder = Launcher.longhaul(life % 2 == 1 ? line : List.of("resume", "latest"))
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()));
        builder.environment().putAll(environment());
        builder.environment().put("LONGHAUL_HOME", home.toString());
        var child = Child.of(builder);
        int before = calls.size();
        while (child.alive() && calls.size() == before) {
            TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            read();
        }
        if (!child.alive()) {
            mustHaveEnded(child.await());
        }
        return child;
    }

    private Path said() {
        return directory.resolve("said.txt");
    }

    @Override
    public boolean over(Child child, StoreView view) {
        return Target.super.over(child, view) || served && ended(view);
    }

    private static boolean ended(StoreView view) {
        return view.job("latest").filter(job -> job.state().ended()).isPresent();
    }

    /// A service is told to end once its job has.
    @Override
    public int end(Child child, Path home) throws InterruptedException {
        if (served) {
            try (var view = SqliteStore.beside(home)) {
                while (!over(child, view)) {
                    TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
                }
            }
            child.terminate();
        }
        return child.await();
    }

    /// Tickers that were running at three kills in a row may have failed: 3.
    @Override
    public void mustHaveEnded(int exit) {
        if (served ? exit != TERMINATED : exit != 0 && exit != 3) {
            throw new IllegalStateException("a life ended by itself with exit code " + exit + ":\n" + saidLast());
        }
    }

    private String saidLast() {
        try {
            return Files.exists(said()) ? Files.readString(said()) : "";
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void read() throws IOException {
        for (var call : tail.more()) {
            calls.add(new Call(
                    call.sequence(), call.nanos(), call.wall(), call.source(), ticker(call.question()),
                    Integer.toString(life), call.owner(), call.key(), call.executed(), call.status(), call.fault()));
        }
    }

    /// Of `/yahoo/v8/finance/chart/N12?…`.
    private static String ticker(String path) {
        return path.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    @Override
    public List<Call> news() throws IOException {
        read();
        var news = List.copyOf(calls.subList(told, calls.size()));
        told = calls.size();
        return news;
    }

    @Override
    public List<Call> calls() throws IOException {
        read();
        return List.copyOf(calls);
    }

    @Override
    public String question(StoredCall call) {
        return LabJob.key(call.position());
    }

    /// Right is a ticker of which every session of the range is cached.
    @Override
    public Outcomes outcomes(StoreView view) {
        var cache = new TickerCache(view::kept);
        return Outcomes.of(view, ended -> whole(cache, ended));
    }

    private static boolean whole(TickerCache cache, EndedItem ended) {
        return cache.record(Ticker.of(ended.item().key()))
                .filter(known -> known.gaps().isEmpty())
                .filter(known -> FROM.equals(known.first()) && TO.equals(known.last()))
                .isPresent();
    }

    @Override
    public List<Figure> figures() {
        return List.of();
    }

    private static void close(@Nullable ServedProduct open) {
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        close(product);
        tail.close();
        twins.close();
    }
}
