package io.longhaul.lab.fault;

import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.lab.upstream.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A machine that sleeps, and one whose clock goes wrong, over the real `longhaul fill-cache`. The provider's twin tells
/// whether its rate held.
///
/// - **stopped**: the process stands still for a minute (SIGSTOP).
/// - **night**: it stands still for a moment, and for everybody twelve hours pass.
/// - **wrong**: twelve hours pass for it alone. Calls that a quota counts wait until clocks agree again.
final class Sleep implements Fault {

    private static final int A_SECOND = 8;
    private static final int IN_TEN_SECONDS = 50;
    private static final int TICKERS = 160;
    private static final Duration ASLEEP = Duration.ofSeconds(60);
    private static final Duration SNAP = Duration.ofSeconds(2);
    private static final Duration WRONG = Duration.ofSeconds(20);
    private static final long LATEST_SECONDS = 60;
    private static final long POLL_NANOS = 10_000_000;

    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public String about() {
        return "sleeps of a minute, and jumps of 12 hours";
    }

    @Override
    public int times() {
        return 1;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        for (int i = 0; i < times; i++) {
            progress.accept("sleep: stopped for " + ASLEEP.toSeconds() + " s");
            figures.addAll(stopped());
            progress.accept("sleep: twelve hours pass while it is stopped");
            figures.addAll(night());
            progress.accept("sleep: its clock jumps by twelve hours, and is set right");
            figures.addAll(wrong());
        }
        return figures;
    }

    private static List<Figure> stopped() throws IOException, InterruptedException {
        try (var run = new Run("sleep.stopped", Map.of(), Map.of())) {
            run.await(TICKERS / 4);
            run.sleep(ASLEEP, () -> {});
            run.goesOn();
            return run.figures();
        }
    }

    private static List<Figure> night() throws IOException, InterruptedException {
        Tools.needFile(FakeClock.library(), "libfaketime");
        try (var scratch = Scratch.make("longhaul-clock-")) {
            var clock = FakeClock.at(scratch.path("clock"));
            try (var run = new Run("sleep.night", clock.environment(), clock.environment())) {
                run.await(TICKERS / 4);
                run.sleep(SNAP, () -> clock.set("+12h"));
                run.goesOn();
                return run.figures();
            }
        }
    }

    private static List<Figure> wrong() throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-clock-")) {
            var clock = FakeClock.at(scratch.path("clock"));
            try (var run = new Run("sleep.wrong", clock.environment(), Map.of())) {
                run.await(TICKERS / 4);
                run.sleep(SNAP, () -> clock.set("+12h"));
                TimeUnit.NANOSECONDS.sleep(WRONG.toNanos());
                clock.set("+0");
                run.goesOn();
                return run.figures();
            }
        }
    }

    /// The wall clock of a process, through Debian's libfaketime; its monotonic clock stays.
    private record FakeClock(Path file) {

        static List<Path> library() {
            return List.of(
                    Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
                    Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));
        }

        static FakeClock at(Path file) throws IOException {
            var clock = new FakeClock(file);
            clock.set("+0");
            return clock;
        }

        void set(String offset) throws IOException {
            Files.writeString(file, offset + "\n");
        }

        Map<String, String> environment() {
            var library = library().stream().filter(Files::exists).findFirst().orElseThrow();
            return Map.of(
                    "LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
                    "FAKETIME_CACHE_DURATION",
                    "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
    }

    /// What happens while the process is stopped.
    private interface Meanwhile {
        void happens() throws IOException;
    }

    /// A job of which the twin answers so many calls a second.
    private static final class Run implements AutoCloseable {
        private final String name;
        private final Scratch scratch = Scratch.make("longhaul-sleep-");
        private final Path place;
        private final TwinProcess twins;
        private final LogTail tail;
        private final Child child;
        private int calls;
        private double lateSeconds;

        /// @param ours beside the environment of the product, `theirs` of the twin
        Run(String name, Map<String, String> ours, Map<String, String> theirs) throws IOException {
            this.name = name;
            this.place = Files.createDirectories(scratch.path("place")).toRealPath();
            this.twins = TwinProcess.start(place, "latency 2ms-20ms", theirs);
            this.tail = new LogTail(twins.log());
            var tickers = IntStream.range(0, TICKERS).mapToObj(LabJob::key).collect(Collectors.joining("\n"));
            Files.writeString(place.resolve("list.csv"), "ticker\n" + tickers + "\n");
            var environment = new HashMap<>(ours);
            environment.putAll(twins.variables());
            environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
            environment.put(
                    "LONGHAUL_SOURCES_YAHOO_LIMITS",
                    "4-at-once " + A_SECOND + "/s " + IN_TEN_SECONDS + "/10s 100000/day@UTC");
            this.child = Product.start(
                    Product.command(
                            "", "fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-02", "--to",
                            "2025-03-31", "--quiet"),
                    place, place.resolve("home"), place.resolve("said.txt"), environment);
        }

        /// Until the twin was asked so often.
        void await(int wanted) throws IOException, InterruptedException {
            while (calls < wanted) {
                if (!child.alive()) {
                    throw new IllegalStateException("the job ended after " + calls + " calls: "
                            + Files.readString(place.resolve("said.txt")));
                }
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
                calls += tail.more().size();
            }
        }

        void sleep(Duration asleep, Meanwhile meanwhile) throws IOException, InterruptedException {
            child.signal("STOP");
            TimeUnit.NANOSECONDS.sleep(asleep.toNanos());
            meanwhile.happens();
            calls += tail.more().size();
            child.signal("CONT");
        }

        /// From now on nothing is in the way.
        void goesOn() throws IOException, InterruptedException {
            long from = System.nanoTime();
            calls += tail.more().size();
            await(calls + 1);
            lateSeconds = (System.nanoTime() - from) / 1e9;
        }

        List<Figure> figures() throws IOException, InterruptedException {
            int exit = child.await();
            var log = LabLog.read(twins.log());
            return List.of(
                    Figure.atMost(A_SECOND, name + ".most-in-a-second", log.most(Duration.ofSeconds(1)), "calls"),
                    Figure.atMost(IN_TEN_SECONDS, name + ".most-in-ten", log.most(Duration.ofSeconds(10)), "calls"),
                    Figure.atMost((double) LATEST_SECONDS, name + ".goes-on-after", lateSeconds, "s"),
                    Figure.atMost(0, name + ".asked-again", log.calls().size() - TICKERS, "calls"),
                    new Figure(name + ".exit", exit, "", new Figure.Exactly(0)));
        }

        @Override
        public void close() throws IOException {
            if (child.alive()) {
                try {
                    child.kill();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            child.close();
            tail.close();
            twins.close();
            scratch.close();
        }
    }
}
