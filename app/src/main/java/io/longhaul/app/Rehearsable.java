package io.longhaul.app;

import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import java.time.Instant;
import java.util.Optional;

/// A transport that may lead elsewhere than to the upstream itself: answers from there never stand in for real ones.
///
/// @param origin empty for the real upstream
record Rehearsable(Transport transport, String origin) implements Transport {

    @Override
    public Delivery send(Request request, Attempt attempt) {
        return transport.send(request, attempt);
    }

    @Override
    public Optional<Instant> upstreamTime() {
        return transport.upstreamTime();
    }

    @Override
    public void close() {
        transport.close();
    }
}
