package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes jobs and orders from other processes of the same user, for the session that owns the store.
final class ControlServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    private static final int MOST_CONNECTIONS = 64;
    private static final long AFTER_A_FAILURE = 100;
    private static final int MOST_EVENTS = 10_000;
    private static final long LONGEST_WAIT = 60_000;
    private static final long LOOK_MILLIS = 500;

    private final OwnerSession session;
    private final ControlPath place;
    private final Path path;
    private volatile ServerSocketChannel listening;
    private final Connections open = new Connections(MOST_CONNECTIONS);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closing;

    private ControlServer(OwnerSession session, ControlPath place, Path path, ServerSocketChannel listening) {
        this.session = session;
        this.place = place;
        this.path = path;
        this.listening = listening;
    }

    static ControlServer start(OwnerSession session, Path home) {
        try {
            var place = new ControlPath(home);
            var path = place.fresh();
            var server = new ControlServer(session, place, path, listen(path));
            Thread.ofVirtual().name("longhaul-control").start(server::accept);
            Thread.ofVirtual().name("longhaul-control-path").start(server::watch);
            return server;
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.UNUSABLE,
                    "no socket can be made in " + home + ": " + e.getMessage()
                            + ". Set LONGHAUL_HOME to a local directory.",
                    e);
        }
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /// A socket whose file is gone can be reached by nobody: it is made again. Connections that are open stay.
    private void watch() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                        listenAgain();
                    }
                    place.name(path);
                } catch (IOException | RuntimeException | Error failed) {
                    LOG.log(System.Logger.Level.WARNING, "the control socket is gone and cannot be made again", failed);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void listenAgain() throws IOException {
        if (!closing) {
            var deaf = listening;
            listening = listen(path);
            deaf.close();
        }
    }

    private void accept() {
        while (!closing) {
            try {
                greet(listening.accept());
            } catch (ClosedChannelException replaced) {
                LOG.log(System.Logger.Level.DEBUG, "the control socket closed, or was made again", replaced);
            } catch (IOException | RuntimeException | Error e) {
                if (closing || !again(e)) {
                    return;
                }
            }
        }
    }

    /// What fails for one connection, or for want of files, must not lock out all later ones.
    private boolean again(Throwable failed) {
        LOG.log(System.Logger.Level.WARNING, "a connection to the control socket failed", failed);
        try {
            return !closed.await(AFTER_A_FAILURE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void greet(SocketChannel channel) throws IOException {
        var line = new Line(channel);
        try {
            if (!sameUser(channel)) {
                line.close();
            } else if (open.admit(line)) {
                Thread.ofVirtual().start(() -> serve(line));
            } else {
                line.send(refusal(new CommandException(
                        Exit.CONFLICT,
                        "process " + ProcessHandle.current().pid() + " owns the store and answers " + MOST_CONNECTIONS
                                + " commands now, no more; end one, or repeat the command")));
                line.close();
            }
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    /// The file's mode keeps others out; this holds where a directory or a file system does not honour it.
    private boolean sameUser(SocketChannel channel) throws IOException {
        var peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return peer.equals(Files.getOwner(path));
    }

    private void serve(Line line) {
        try {
            while (!closing) {
                var request = line.receive();
                if (!open.begin(line)) {
                    return;
                }
                ObjectNode answer;
                try {
                    answer = answer(line, request);
                } catch (CommandException | StoreException | IllegalArgumentException | IllegalStateException refused) {
                    answer = refusal(refused);
                }
                if (closing || answer == null) {
                    return;
                }
                line.send(answer);
                open.end(line);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException ended) {
            LOG.log(System.Logger.Level.DEBUG, "a connection ended", ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.cut(line);
        }
    }

    private static ObjectNode refusal(RuntimeException refused) {
        int exit = switch (refused) {
            case CommandException ours -> ours.exit();
            case StoreException _ -> Exit.STORAGE;
            default -> Exit.UNEXPECTED;
        };
        return Wire.object().put("error", String.valueOf(refused.getMessage())).put("exit", exit);
    }

    private @Nullable ObjectNode answer(Line line, JsonNode request) throws IOException, InterruptedException {
        return switch (Wire.text(request, "do")) {
            case "ping" -> Wire.object().put("pid", ProcessHandle.current().pid());
            case "submit" -> Wire.object().put("job", submit(line, request).id());
            case "resume" -> {
                var options = request.get("options");
                var job = session.resume(
                        job(request),
                        options == null || options.isNull() ? null : Wire.options(options),
                        Wire.map(request, "environment"),
                        Duration.ofMillis(Wire.number(request, "slice")));
                yield Wire.object().put("job", job.id());
            }
            case "order" -> {
                session.order(job(request), Wire.command(request.path("command")));
                yield Wire.object().put("ok", true);
            }
            case "clean" -> {
                var cleaned = session.clean(
                        Instant.parse(Wire.text(request, "endedBefore")), request.path("answers").asBoolean(false));
                yield Wire.object()
                        .put("jobs", cleaned.jobs())
                        .put("items", cleaned.items())
                        .put("answers", cleaned.answers())
                        .put("bytes", cleaned.bytes());
            }
            case "mend" -> {
                var mended = session.mend(request.path("paid").asBoolean(false));
                yield Wire.object()
                        .put("answers", mended.answers())
                        .put("paid", mended.paid())
                        .put("cost", mended.costNanos());
            }
            case "await" -> {
                long millis = Math.clamp(Wire.number(request, "millis"), 0, LONGEST_WAIT);
                yield Wire.object().put("left", session.await(job(request), Duration.ofMillis(millis)));
            }
            case "listen" -> {
                stream(line);
                yield null;
            }
            default -> throw new IllegalArgumentException("no request \"" + Wire.text(request, "do") + "\"");
        };
    }

    private JobRecord job(JsonNode request) {
        long id = Wire.number(request, "job");
        return session.store().job(id).orElseThrow(() -> new CommandException(Exit.NOT_FOUND, "no job number " + id));
    }

    private JobRecord submit(Line line, JsonNode request) {
        var rows = new Incoming(line);
        return session.submit(new Session.Submission(
                Wire.draft(request.path("draft")),
                rows,
                rows::identity,
                Wire.map(request, "environment"),
                Duration.ofMillis(Wire.number(request, "slice"))));
    }

    /// Rows as they arrive; the last line holds the identity.
    private static final class Incoming implements Iterator<DraftItem> {
        private final Line line;
        private final Deque<DraftItem> next = new ArrayDeque<>();
        private String identity = "";
        private boolean ended;

        Incoming(Line line) {
            this.line = line;
        }

        String identity() {
            return identity;
        }

        @Override
        public boolean hasNext() {
            if (next.isEmpty() && !ended) {
                try {
                    var node = line.receive();
                    if (node.has("identity")) {
                        ended = true;
                        identity = Wire.text(node, "identity");
                    } else {
                        next.add(Wire.row(node));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return !next.isEmpty();
        }

        @Override
        public DraftItem next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more rows");
            }
            return next.remove();
        }
    }

    /// Events until either side ends. A listener that does not keep up misses events, it does not hold up jobs.
    private void stream(Line line) throws IOException, InterruptedException {
        var events = new LinkedBlockingQueue<JobEvent>(MOST_EVENTS);
        Consumer<JobEvent> listener = events::offer;
        var streaming = Thread.currentThread();
        session.listen(listener);
        try {
            line.send(Wire.object().put("ok", true));
            Thread.ofVirtual().start(() -> untilItsEnd(line, streaming));
            while (!closing) {
                line.send(Wire.event(events.take()));
            }
        } finally {
            session.unlisten(listener);
        }
    }

    /// A job may have nothing to tell for days: that a listener has gone is seen by reading, not by writing.
    private static void untilItsEnd(Line line, Thread streaming) {
        try {
            line.receive();
        } catch (IOException | IllegalArgumentException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a listener has gone", gone);
        }
        streaming.interrupt();
    }

    /// Before the driver ends: who is attached learns from the cut that it has to carry on by itself.
    @Override
    public synchronized void close() {
        closing = true;
        closed.countDown();
        try {
            listening.close();
            place.remove(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the control socket", e);
        }
        open.close();
    }
}
