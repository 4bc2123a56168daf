package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A place of its own for one test.
final class ExecFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    final Path work;
    final ExecPlace place;
    final ExecTransport transport;
    private long call;

    ExecFixture(Path work) throws IOException {
        this(work, ExecPlace.MOST_OUTPUT, Leash.best());
    }

    ExecFixture(Path work, long maxOutput, Leash leash) throws IOException {
        this.work = work.toRealPath();
        var environment = Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8");
        this.place = new ExecPlace(this.work, environment, this.work.resolve("exec"), maxOutput);
        this.transport = new ExecTransport(place, InstantSource.fixed(NOW), leash);
    }

    /// An executable script in the working directory.
    String script(String name, String body) throws IOException {
        var file = work.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + file);
        }
        return "./" + name;
    }

    /// A pipe on which a child can be kept waiting, and tell that it has come so far.
    Path fifo(String name) throws IOException, InterruptedException {
        var path = work.resolve(name);
        new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
        return path;
    }

    Delivery run(Duration timeout, byte[] stdin, String... argv) {
        return transport.send(new Request.Exec(List.of(argv), stdin, false), attempt(timeout, Intake.UNLIMITED));
    }

    Delivery sh(String script) {
        return run(Duration.ofSeconds(60), new byte[0], "/bin/sh", "-c", script);
    }

    Reply answer(String script) {
        return reply(sh(script));
    }

    Delivery line(Duration timeout, String line, String... argv) {
        return line(timeout, Intake.UNLIMITED, line, argv);
    }

    Delivery line(Duration timeout, Intake intake, String line, String... argv) {
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        return transport.send(new Request.Exec(List.of(argv), bytes, true), attempt(timeout, intake));
    }

    private synchronized Transport.Attempt attempt(Duration timeout, Intake intake) {
        return new Transport.Attempt(++call, timeout, "key-" + call, intake);
    }

    static Reply reply(Delivery delivery) {
        if (delivery instanceof Delivery.Answered(var reply)) {
            return reply;
        }
        throw new AssertionError("want a reply, got " + delivery);
    }

    static ErrorClass lost(Delivery delivery) {
        if (delivery instanceof Delivery.Lost(var errorClass, var _, var _)) {
            return errorClass;
        }
        throw new AssertionError("want a lost delivery, got " + delivery);
    }

    /// How many files are left in a directory of the place.
    long files(String directory) throws IOException {
        try (var all = Files.list(place.directory().resolve(directory))) {
            return all.count();
        }
    }

    /// Whether the process with the id in that file has ended, or does within ten seconds.
    static boolean ends(Path pidFile) throws Exception {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        var handle = ProcessHandle.of(pid);
        if (handle.isPresent()) {
            handle.get().onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
        }
        return true;
    }

    @Override
    public void close() {
        transport.close();
    }
}
