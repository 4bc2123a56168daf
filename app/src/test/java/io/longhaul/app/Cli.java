package io.longhaul.app;

import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The command line in this process: a directory to work in, a home of its own, and streams that are kept.
public final class Cli {

    private final Path directory;
    private Path home;
    private Signals signals = Signals.none();
    private String stdin = "";
    private boolean terminal;
    private String path = System.getenv("PATH");
    private Map<String, String> variables = Map.of();
    private Clocks clocks = Clocks.system();

    public Cli(Path directory) {
        this.directory = directory;
        this.home = directory.resolve("home");
    }

    /// How a command ended.
    public record Ended(int exit, String out, String err) {}

    public Path directory() {
        return directory;
    }

    public Path home() {
        return home;
    }

    /// Another home than the directory `home`.
    public Cli home(Path other) {
        home = other;
        return this;
    }

    public Path file(String name, String text) {
        var file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            // whatever the umask of the tests: a longhaul.yaml that others may write does not count
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An executable that does what the lines say.
    public Path script(String name, String body) {
        var file = file(name, "#!/bin/sh\n" + body);
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    public void remove(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Another wall clock than the system's.
    public Cli wall(InstantSource wall) {
        clocks = new Clocks(wall, System::nanoTime);
        return this;
    }

    /// Another search path for programs.
    public Cli path(String other) {
        path = other;
        return this;
    }

    /// A person sits before it and answers what [#stdin] says.
    public Cli terminal() {
        terminal = true;
        return this;
    }

    public Cli stdin(String text) {
        stdin = text;
        return this;
    }

    /// Variables besides those that every command needs.
    public Cli variables(Map<String, String> more) {
        variables = Map.copyOf(more);
        return this;
    }

    /// Ctrl-C, once the file is there; then makes the file `signalled`, for scripts that wait for it.
    public Cli interruptWhen(String file) {
        var sent = new AtomicBoolean();
        signals = () -> new Signals.Box() {
            @Override
            public Signals.@Nullable Kind poll() {
                if (!exists(file) || !sent.compareAndSet(false, true)) {
                    return null;
                }
                file("signalled", "");
                return Signals.Kind.INT;
            }

            @Override
            public void close() {}
        };
        return this;
    }

    public Ended run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var streams = new Streams(
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), terminal, false, terminal);
        int exit = Main.run(new Wiring(streams, environment(), directory, clocks, signals), args);
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// What commands run with.
    public Map<String, String> environment() {
        var environment = new HashMap<>(variables);
        environment.putAll(Map.of("PATH", path, "LONGHAUL_HOME", home().toString(), "HOME", directory.toString()));
        return environment;
    }

    public List<JobRecord> jobs() {
        return Files.exists(home().resolve("longhaul.db")) ? store(view -> view.jobs(100)) : List.of();
    }

    public <T> T store(Function<StoreView, T> read) {
        try (var view = SqliteStore.beside(home())) {
            return read.apply(view);
        }
    }
}
