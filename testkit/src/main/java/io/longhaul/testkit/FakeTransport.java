package io.longhaul.testkit;

import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A transport for tests: answers by a function of the path, and remembers what was sent.
public final class FakeTransport implements Transport {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final InstantSource clock;
    private final Function<String, Delivery> answer;

    public FakeTransport(InstantSource clock, Function<String, Delivery> answer) {
        this.clock = clock;
        this.answer = answer;
    }

    @Override
    public Delivery send(Request request, Attempt attempt) {
        var path = ((Request.Http) request).path();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try {
            sent.add(path);
            return answer.apply(path);
        } finally {
            open.decrementAndGet();
        }
    }

    /// Paths in the order they were sent.
    public List<String> sent() {
        return List.copyOf(sent);
    }

    /// The most calls that were open at a time.
    public int mostOpen() {
        return mostOpen.get();
    }

    public Delivery reply(int status, String body) {
        return reply(status, body, Map.of());
    }

    public Delivery reply(int status, String body, Map<String, String> headers) {
        return new Delivery.Answered(
                new Reply(status, headers, body.getBytes(StandardCharsets.UTF_8), clock.instant()));
    }
}
