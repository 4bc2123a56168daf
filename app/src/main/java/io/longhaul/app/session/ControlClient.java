package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Speaks to the owner of a store. An [IOException] means that it has ended.
final class ControlClient implements AutoCloseable {

    /// Somebody owns the store, but is stopped or very busy.
    static final class Silent extends IOException {
        private static final long serialVersionUID = 1;

        Silent(TimeoutException silent) {
            super("the owner of the store does not answer", silent);
        }
    }

    private final Path home;
    private final Line line;
    private final long pid;

    private ControlClient(Path home, Line line, long pid) {
        this.home = home;
        this.line = line;
        this.pid = pid;
    }

    /// @throws IOException if nobody answers in time
    static ControlClient connect(Path home, Duration patience) throws IOException {
        var line = open(home);
        try {
            var pong = new CompletableFuture<JsonNode>();
            Thread.ofVirtual().start(() -> {
                try {
                    ping(line);
                    pong.complete(line.receive());
                } catch (IOException | RuntimeException failed) {
                    pong.completeExceptionally(failed);
                }
            });
            var answer = accepted(pong.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            return new ControlClient(home, line, Wire.number(answer, "pid"));
        } catch (CommandException refused) {
            line.close();
            throw refused;
        } catch (TimeoutException silent) {
            line.close();
            throw new Silent(silent);
        } catch (ExecutionException | IllegalArgumentException ended) {
            line.close();
            throw new IOException("the owner of the store does not answer", ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            line.close();
            throw new IOException("interrupted", stopped);
        }
    }

    private static void ping(Line line) {
        try {
            line.send(Wire.object().put("do", "ping"));
        } catch (IOException cut) {
            // it may have said why
        }
    }

    private static Line open(Path home) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(new ControlPath(home).known()));
            return new Line(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The owner's process id.
    long pid() {
        return pid;
    }

    synchronized long submit(Session.Submission submission) throws IOException {
        var request = request("submit", submission.environment(), submission.slice());
        request.set("draft", Wire.draft(submission.draft()));
        line.write(request);
        while (submission.rows().hasNext()) {
            line.write(Wire.row(submission.rows().next()));
        }
        line.send(Wire.object().put("identity", submission.identity().get()));
        return Wire.number(answer(), "job");
    }

    synchronized void resume(
            long job, @Nullable RunOptions options, Map<String, String> environment, Duration slice)
            throws IOException {
        var request = request("resume", environment, slice).put("job", job);
        if (options != null) {
            request.set("options", Wire.options(options));
        }
        line.send(request);
        answer();
    }

    private static ObjectNode request(String what, Map<String, String> environment, Duration slice) {
        var request = Wire.object().put("do", what).put("slice", slice.toMillis());
        request.set("environment", Wire.map(environment));
        return request;
    }

    synchronized void order(long job, Command command) throws IOException {
        var request = Wire.object().put("do", "order").put("job", job);
        request.set("command", Wire.command(command));
        line.send(request);
        answer();
    }

    synchronized boolean await(long job, Duration atMost) throws IOException {
        line.send(Wire.object().put("do", "await").put("job", job).put("millis", atMost.toMillis()));
        return answer().path("left").asBoolean(false);
    }

    synchronized StoreView.Cleaned clean(Instant endedBefore, boolean answers) throws IOException {
        line.send(Wire.object()
                .put("do", "clean")
                .put("endedBefore", endedBefore.toString())
                .put("answers", answers));
        var cleaned = answer();
        return new StoreView.Cleaned(
                Wire.number(cleaned, "jobs"),
                Wire.number(cleaned, "items"),
                Wire.number(cleaned, "answers"),
                Wire.number(cleaned, "bytes"));
    }

    synchronized SqliteStore.Mended mend(boolean paidToo) throws IOException {
        line.send(Wire.object().put("do", "mend").put("paid", paidToo));
        var mended = answer();
        return new SqliteStore.Mended(
                Wire.number(mended, "answers"), Wire.number(mended, "paid"), Wire.number(mended, "cost"));
    }

    private JsonNode answer() throws IOException {
        JsonNode answer;
        try {
            answer = line.receive();
        } catch (IllegalArgumentException garbage) {
            throw new IOException("the owner of the store does not speak our language", garbage);
        }
        return accepted(answer);
    }

    private static JsonNode accepted(JsonNode answer) {
        if (answer.has("error")) {
            throw new CommandException(Math.toIntExact(Wire.number(answer, "exit")), Wire.text(answer, "error"));
        }
        return answer;
    }

    /// Over a connection of its own, until the owner ends or this one is closed.
    Line listen(Consumer<JobEvent> listener) throws IOException {
        var events = open(home);
        events.send(Wire.object().put("do", "listen"));
        events.receive();
        Thread.ofVirtual().start(() -> {
            try (events) {
                while (true) {
                    listener.accept(Wire.event(events.receive()));
                }
            } catch (IOException | IllegalArgumentException ended) {
                // whoever waits for the job notices it, too
            }
        });
        return events;
    }

    @Override
    public void close() {
        try {
            line.close();
        } catch (IOException e) {
            System.getLogger(ControlClient.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
