package io.longhaul.lab.twin;

import io.longhaul.app.Signals;
import io.longhaul.lab.Launcher;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `longhaul lab twins`: rehearsal providers of market data, until it is ended, or for one command. Such a command
/// works in `$LONGHAUL_HOME/rehearsal`, so that simulated bars never get among real ones.
public final class TwinsCommand {

    public static final String USAGE = "       longhaul lab twins [--port P] [--latency 50ms] [--log FILE]"
            + " [--script FILE] [-- COMMAND ...]\n"
            + "                                                          providers of market data; with a command of\n"
            + "                                                          longhaul: until it ends, over a store of its own\n";

    private final PrintStream out;
    private final PrintStream err;
    private final Path home;
    private final Signals signals;

    /// @param home beside whose store a rehearsal gets its own
    public TwinsCommand(PrintStream out, PrintStream err, Path home, Signals signals) {
        this.signals = signals;
        this.out = out;
        this.err = err;
        this.home = home;
    }

    /// @return for `--help` 0, for what it does not understand 2
    public int run(List<String> args) throws IOException, InterruptedException {
        if (args.contains("--help") || args.contains("-h")) {
            out.print("usage:\n" + USAGE);
            return 0;
        }
        try {
            return serve(args);
        } catch (IllegalArgumentException | NoSuchFileException wrong) {
            err.print("lab twins: " + wrong.getMessage() + "\nusage:\n" + USAGE);
            return 2;
        }
    }

    private int serve(List<String> all) throws IOException, InterruptedException {
        int end = all.contains("--") ? all.indexOf("--") : all.size();
        var args = all.subList(0, end);
        var command = all.subList(Math.min(end + 1, all.size()), all.size());
        int port = 0;
        var script = new StringBuilder();
        Path log = null;
        for (int i = 0; i < args.size(); i += 2) {
            var value = i + 1 < args.size() ? args.get(i + 1) : "";
            switch (args.get(i)) {
                case "--port" -> port = Integer.parseInt(value);
                case "--latency" -> script.insert(0, "latency " + value + "\n");
                case "--log" -> log = Path.of(value);
                case "--script" -> script.append(Files.readString(Path.of(value)));
                default -> throw new IllegalArgumentException("got \"" + args.get(i) + "\", want an option of it");
            }
        }
        boolean told = false;
        var file = log == null ? Files.createTempFile("longhaul-twins-", ".log") : log;
        try (var twins = Twins.start(script.toString(), file, port, InstantSource.system())) {
            if (!command.isEmpty()) {
                return rehearse(command, twins);
            }
            twins.variables().forEach((name, value) -> out.println(name + "=" + value));
            out.flush();
            err.println(
                    "give these lines to the product's environment (set -a, paste them, set +a); calls are logged in "
                            + file + "; keys are taken as they come, but none with the word \"wrong\"");
            told = true;
            new CountDownLatch(1).await();
        } finally {
            if (log == null && !told) {
                Files.delete(file); // nobody was told where it is
            }
        }
        return 0;
    }

    /// @return the command's exit code
    private int rehearse(List<String> command, Twins twins) throws IOException, InterruptedException {
        var builder = Launcher.longhaul(command).inheritIO();
        var environment = builder.environment();
        environment.putAll(twins.variables());
        environment.put("REHEARSAL_KEY", "any-key");
        for (var name : List.of("EODHD", "TIINGO", "ALPHAVANTAGE")) {
            environment.put("LONGHAUL_SOURCES_" + name + "_KEYS", "env:REHEARSAL_KEY");
        }
        var apart = home.resolve("rehearsal");
        var mine = PosixFilePermissions.fromString("rwx------"); // a store that others can reach is refused
        Files.createDirectories(apart, PosixFilePermissions.asFileAttribute(mine));
        Files.setPosixFilePermissions(apart, mine);
        environment.put("LONGHAUL_HOME", apart.toString());
        int exit = untilEnded(builder);
        err.println("This was a rehearsal, in a store apart: put \"lab twins --\" before further commands, and before"
                + " those it named, as in longhaul lab twins -- status");
        return exit;
    }

    /// A terminal gives Ctrl-C to the command as well, which then stops by itself; any other end is passed on to it.
    private int untilEnded(ProcessBuilder builder) throws IOException, InterruptedException {
        try (var received = signals.take()) {
            var child = builder.start();
            try {
                int interrupts = 0;
                while (!child.waitFor(50, TimeUnit.MILLISECONDS)) {
                    var kind = received.poll();
                    interrupts += kind == Signals.Kind.INT ? 1 : 0;
                    if (kind != null && (kind != Signals.Kind.INT || interrupts > 2)) {
                        child.destroy();
                    }
                }
                return child.exitValue();
            } finally {
                child.destroy();
            }
        }
    }
}
