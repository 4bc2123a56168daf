package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Main;
import io.longhaul.app.Wiring;
import io.longhaul.app.session.Sessions;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.StoreException;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows what Longhaul is for, without network or key: a screen of real tickers over generated prices by a script that
/// knows nothing of it, killed in the middle.
@Command(name = "demo", header = "Example: longhaul demo", mixinStandardHelpOptions = true, description = "Screens the S&P 500 over generated prices, is killed in the middle, goes on.")
public final class DemoCommand implements Callable<Integer> {

    private static final String LIST = "sp500";
    private static final long POLL_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Option(names = {"-v", "--verbose"}, description = "show where errors come from")
    private boolean verbose;

    private final Wiring wiring;

    public DemoCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        wiring.verbose(verbose);
        var place = wiring.home().resolve("demo");
        var store = place.resolve("store");
        clear(place, store);
        var bars = place.resolve("generated-bars");
        var script = place.resolve("momentum.sh");
        var results = place.resolve("results.csv");
        long rows;
        List<String> screen;
        try (var list = Lists.open(InputSpec.of(LIST))) {
            GeneratedBars.write(bars, tickers(list));
            script(script);
            rows = list.summary().rows();
            screen = screen(list.keyColumn(), script, bars, results);
        }
        say("Demo  " + rows + " real tickers, generated prices, your kind of script: " + script);
        say("");
        say("$ longhaul screen " + LIST + " --exec \"momentum.sh {Symbol}\" -o results.csv");
        kill(start(screen, store), store, rows / 2);
        say("");
        say("$ longhaul screen " + LIST + " --exec \"momentum.sh {Symbol}\" -o results.csv     (the same line again)");
        int exit = start(screen, store).waitFor();
        if (exit != Exit.OK && exit != Exit.FAILED_ROWS) {
            throw new CommandException(Exit.UNEXPECTED, "the demo's screen ended with exit code " + exit);
        }
        say("");
        say("Results  " + results + "   (from generated prices: do not trade on them)");
        say("Store    LONGHAUL_HOME=" + store + " longhaul status");
        return Exit.OK;
    }

    private void say(String line) {
        wiring.err().println(line);
        wiring.err().flush();
    }

    /// An earlier demo's leftovers, unless it still runs.
    private void clear(Path place, Path store) throws IOException {
        if (!Files.exists(place)) {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return;
        }
        try {
            SqliteStore.own(store, wiring.clocks().wall()).close();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.OWNED) {
                throw new CommandException(Exit.CONFLICT, "a demo is running already: " + e.getMessage(), e);
            }
        }
        try (var files = Files.walk(place)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(place)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<String> tickers(InputList list) {
        var tickers = new ArrayList<String>();
        try (var items = list.items()) {
            while (items.hasNext()) {
                tickers.add(items.next().key());
            }
        }
        return tickers;
    }

    private static void script(Path file) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                Main.class.getResourceAsStream("demo/momentum.sh"), "the demo's script is part of the program")) {
            Files.write(file, in.readAllBytes());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> screen(String keyColumn, Path script, Path bars, Path results) {
        var command = quoted(script) + " {" + keyColumn + "} " + quoted(bars);
        return List.of("screen", LIST, "--exec", command, "-o", results.toString());
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    /// The program itself, in a process of its own.
    private Process start(List<String> arguments, Path store) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        var builder =
                new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(wiring.environment());
        builder.environment().put("LONGHAUL_HOME", store.toString());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (wiring.streams().errTerminal()) {
            return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }
        var process = builder.redirectErrorStream(false).start();
        Thread.ofVirtual().start(() -> pass(process));
        return process;
    }

    private void pass(Process process) {
        try (var errors = process.errorReader()) {
            errors.lines().forEach(this::say);
        } catch (IOException | java.io.UncheckedIOException cut) {
            // it was killed in the middle of a line
        }
    }

    /// Ends it as a power cut would, once half of the rows are stored.
    private void kill(Process process, Path store, long rows) throws InterruptedException {
        long giveUp = wiring.clocks().nanos().getAsLong() + PATIENCE.toNanos();
        long stored = 0;
        while (stored < rows && wiring.clocks().nanos().getAsLong() < giveUp) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                say("It was done before it could be killed.");
                return;
            }
            stored = stored(store);
        }
        process.destroyForcibly();
        process.waitFor();
        say("");
        say("Killed (kill -9 " + process.pid() + ") with " + Text.count(stored(store), "row") + " stored.");
    }

    private long stored(Path store) {
        if (!new Sessions(store, wiring.clocks()).storeExists()) {
            return 0;
        }
        try (var view = SqliteStore.beside(store)) {
            var jobs = view.jobs(1);
            return jobs.isEmpty() ? 0 : view.counts(jobs.getFirst().id()).ended();
        } catch (StoreException justBeingMade) {
            return 0;
        }
    }
}
