package io.longhaul.app.api;

import io.longhaul.engine.run.Clocks;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Names a request in its answer and in the log: as the caller named it, or by a number of our own.
final class RequestIds {

    private final String start;
    private final AtomicLong last = new AtomicLong();

    RequestIds(Clocks clocks) {
        this.start = Long.toString(clocks.wall().instant().toEpochMilli(), Character.MAX_RADIX);
    }

    String of(Function<String, List<String>> headers) {
        var given = headers.apply("X-Request-Id");
        return given.size() == 1 && given.getFirst().matches("[A-Za-z0-9._-]{1,64}")
                ? given.getFirst()
                : start + "-" + last.incrementAndGet();
    }
}
