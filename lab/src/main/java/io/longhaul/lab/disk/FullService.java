package io.longhaul.lab.disk;

import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Launcher;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LabLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Runs the real `longhaul serve` with its store on a disk of six megabytes until a fill-cache job has filled that,
/// gives it room, starts the service again, has it do another job, and resumes the first. The provider's twin tells
/// what was asked when.
///
/// The disk is the same as that of [FullDisk]; the shell that mounted it starts both services.
final class FullService {

    private static final int TICKERS = 150;
    private static final int CONCURRENCY = 4;
    /// Of another job: by its end the service has begun all that goes on unasked.
    private static final String OTHER = LabJob.key(TICKERS);
    private static final long MOST_SECONDS = 120;

    private static final String STEPS = """
            mount -t tmpfs -o size=6m longhaul-lab "$LAB_PLACE/disk" || exit 97
            "$@" serve --port 0 > "$LAB_PLACE/first.txt" 2>&1
            echo $? > "$LAB_PLACE/first.exit"
            mount -o remount,size=256m "$LAB_PLACE/disk" || exit 97
            "$@" serve --port 0 > "$LAB_PLACE/second.txt" 2>&1
            """;

    private final Path place;
    private final TwinProcess twins;
    private final CountDownLatch never = new CountDownLatch(1);

    private FullService(Path place, TwinProcess twins) {
        this.place = place;
        this.twins = twins;
    }

    /// @throws IllegalStateException where no file system can be mounted, not even in a namespace of one's own
    static List<Figure> run() throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-disk-")) {
            var place = Files.createDirectories(scratch.path("place")).toRealPath();
            Files.createDirectory(place.resolve("disk"));
            // made here, so that they can be read before the shell comes to them
            Files.createFile(place.resolve("first.txt"));
            Files.createFile(place.resolve("second.txt"));
            try (var twins = TwinProcess.start(place, "latency 2ms-20ms")) {
                return new FullService(place, twins).figures();
            }
        }
    }

    private List<Figure> figures() throws IOException, InterruptedException {
        var shell = Child.of(shell());
        try {
            return figures(shell);
        } finally {
            shell.terminateWhatItStarted();
            shell.close();
        }
    }

    private List<Figure> figures(Child shell) throws IOException, InterruptedException {
        String id;
        try (var first = ServedProduct.of(shell, place.resolve("first.txt"))) {
            id = begin(first, IntStream.range(0, TICKERS).mapToObj(LabJob::key).collect(Collectors.joining("\",\"")));
            awaitExit(shell);
        }
        int atExit = calls().size();
        try (var second = ServedProduct.of(shell, place.resolve("second.txt"))) {
            second.ended(begin(second, OTHER));
            var found = second.job(id);
            var before = calls();
            var done = done(second, id);
            second.post("/v1/jobs/" + id + "/resume", "{}");
            var status = second.ended(id);
            var after = calls().subList(before.size(), calls().size());
            var figures = new ArrayList<>(whenFull(found));
            figures.add(exactly(0, "disk.service-asked-before-resume", before.size() - atExit, "calls"));
            figures.addAll(withRoom(done, before, after));
            figures.add(exactly(TICKERS, "disk.service-done", status.at("/progress/successful").asInt(), "tickers"));
            return figures;
        }
    }

    private List<Figure> whenFull(JsonNode found) throws IOException {
        var said = Files.readString(place.resolve("first.txt"));
        var waits =
                found.path("status").asString("").equals("paused") && found.path("reason").asString("").equals("disk");
        return List.of(
                exactly(10, "disk.service-exit-when-full", exit(), ""),
                exactly(1, "disk.service-said-what-to-do",
                        said.contains("cannot be written any more") && said.contains("Make room") ? 1 : 0, ""),
                exactly(1, "disk.service-job-waits-for-a-person", waits ? 1 : 0, ""));
    }

    private static List<Figure> withRoom(Set<String> done, List<Call> before, List<Call> after) {
        var again = tickers(after);
        again.retainAll(tickers(before.stream().filter(Call::answered).toList()));
        return List.of(
                Figure.atLeast(5, "disk.service-stored-when-full", done.size(), "tickers"),
                exactly(0, "disk.service-stored-asked-again",
                        tickers(after).stream().filter(done::contains).count(), "tickers"),
                Figure.atMost(2 * CONCURRENCY, "disk.service-asked-again", again.size(), "tickers"));
    }

    private static Figure exactly(int want, String name, long got, String unit) {
        return new Figure(name, got, unit, new Figure.Exactly(want));
    }

    private ProcessBuilder shell() {
        var longhaul = Launcher.longhaul(List.of());
        var command =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", STEPS, "lab"));
        command.addAll(longhaul.command());
        var builder = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("said.txt").toFile());
        var environment = builder.environment();
        environment.putAll(longhaul.environment());
        environment.putAll(twins.variables());
        environment.put("LAB_PLACE", place.toString());
        environment.put("LONGHAUL_HOME", place + "/disk/home");
        environment.put("LONGHAUL_TOKEN", ServedProduct.token());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        // a quota makes the calls counted ones, which are written down before they are sent
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", CONCURRENCY + "-at-once 100000/day@UTC");
        environment.put("LONGHAUL_CONCURRENCY", Integer.toString(CONCURRENCY));
        return builder;
    }

    /// @param tickers quoted but for the first and the last quote
    private static String begin(ServedProduct service, String tickers) throws IOException, InterruptedException {
        var body = "{\"tickerSource\":\"custom\",\"tickers\":[\"" + tickers
                + "\"],\"dataset\":\"daily\",\"from\":\"2000-01-03\",\"to\":\"2025-03-31\"}";
        return service.post("/api/fill-cache-batch-start", body).path("jobId").asString("");
    }

    private void awaitExit(Child shell) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (exit() < 0) {
            if (!shell.alive() || System.nanoTime() > giveUp) {
                throw new IllegalStateException("the service did not end by itself within " + MOST_SECONDS
                        + " s though its disk should be full; it said:\n"
                        + Files.readString(place.resolve("first.txt")));
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    /// Of the first service; -1 before it has ended.
    private int exit() throws IOException {
        var file = place.resolve("first.exit");
        var text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }

    /// For the job that fills the disk.
    private List<Call> calls() throws IOException {
        return LabLog.read(twins.log()).calls().stream().filter(call -> !ticker(call).equals(OTHER)).toList();
    }

    /// Of `/yahoo/v8/finance/chart/N12?…`.
    private static String ticker(Call call) {
        return call.question().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    private static Set<String> tickers(List<Call> calls) {
        return calls.stream().map(FullService::ticker).collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> done(ServedProduct service, String id) throws IOException, InterruptedException {
        var done = new HashSet<String>();
        for (var item : service.get("/v1/jobs/" + id + "/items?state=done&limit=" + TICKERS).path("items")) {
            done.add(item.path("key").asString(""));
        }
        return done;
    }
}
