package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Transport.Delivery.NotSent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Long-lived children by command: one line in, one line out, one request at a time each. There are as many as
/// were ever needed at once; a time-out, or anything but one line, ends the one that did it.
final class Coprocesses implements AutoCloseable {

    private final ExecPlace place;
    private final InstantSource clock;
    private final Children children;
    private final Executor pipes;
    private final Map<List<String>, Deque<Coprocess>> idle = new HashMap<>();

    Coprocesses(ExecPlace place, InstantSource clock, Children children, Executor pipes) {
        this.place = place;
        this.clock = clock;
        this.children = children;
        this.pipes = pipes;
    }

    Delivery ask(Request.Exec request, Transport.Attempt attempt) throws IOException {
        var worker = take(request.argv());
        if (worker == null) {
            worker = children.start(
                    request.argv(),
                    child -> new Coprocess(children, child, pipes, place.maxOutput(), attempt.intake()));
        }
        boolean sound = false;
        try {
            var line = worker.ask(request.stdin(), attempt.timeout(), attempt.intake());
            if (line == null) {
                worker.end(Waiting.SECOND);
                return ExecTransport.timeout(attempt.timeout(), worker.errors());
            }
            return switch (line) {
                case Coprocess.Line.Text(var bytes) -> {
                    sound = WorkerLine.answers(request.stdin(), bytes);
                    yield ExecTransport.answered(0, Map.of(), bytes, clock);
                }
                case Coprocess.Line.TooLong() -> failed(worker, "flooded", place.maxOutput() + " bytes");
                case Coprocess.Line.Unasked() -> failed(worker, "unasked", "true");
                case Coprocess.Line.Deaf() -> failed(worker, "deaf", "true");
                case Coprocess.Line.End() -> failed(worker, "eof", "true");
            };
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return ExecTransport.interrupted();
        } catch (RejectedExecutionException closed) {
            return new NotSent(ErrorClass.RESOURCE, "no command is asked any more: the engine is stopping");
        } finally {
            if (sound) {
                giveBack(request.argv(), worker);
            } else {
                worker.end(Duration.ZERO);
            }
        }
    }

    private Delivery failed(Coprocess worker, String header, String value) {
        int status = worker.status();
        var headers = new HashMap<String, String>(Map.of("stderr", worker.errors(), header, value));
        SignalName.of(status).filter(signal -> header.equals("eof")).ifPresent(signal -> headers.put("signal", signal));
        return ExecTransport.answered(status, headers, new byte[0], clock);
    }

    private synchronized @Nullable Coprocess take(List<String> argv) {
        var waiting = idle.getOrDefault(argv, new ArrayDeque<>());
        for (var worker = waiting.pollLast(); worker != null; worker = waiting.pollLast()) {
            if (worker.usable()) {
                return worker;
            }
            worker.end(Duration.ZERO); // it ended, or spoke, while nobody asked it anything
        }
        return null;
    }

    private synchronized void giveBack(List<String> argv, Coprocess worker) {
        idle.computeIfAbsent(argv, _ -> new ArrayDeque<>()).addLast(worker);
    }

    /// Lets the idle ones end by closing their input; who takes longer than a second is ended with all others.
    @Override
    public synchronized void close() {
        var all = idle.values().stream().flatMap(Deque::stream).toList();
        idle.clear();
        all.forEach(Coprocess::letGo);
        Waiting.forAll(all.stream().map(Coprocess::process).toList(), Waiting.SECOND);
    }
}
