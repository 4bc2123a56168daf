package io.longhaul.app.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// How much is answered at a time. Who comes beyond that is told so at once and comes back: a queue would only make
/// everybody wait for what nobody waits for any more. Who asks whether the service lives needs no place.
final class Places {

    private static final String AFTER_SECONDS = "1";

    private final ServerSettings.Bounds bounds;
    private final Semaphore requests;
    private final Semaphore streams;

    Places(ServerSettings.Bounds bounds) {
        this.bounds = bounds;
        this.requests = new Semaphore(bounds.requests());
        this.streams = new Semaphore(bounds.streams());
    }

    /// Until it is left.
    @FunctionalInterface
    interface Place {
        Place NONE = () -> {};

        void leave();
    }

    /// @throws Problem 503 with `Retry-After` if there is none
    Place take(Route route) {
        if (route.open()) {
            return Place.NONE;
        }
        var places = route.endless() ? streams : requests;
        if (!places.tryAcquire()) {
            throw new Problem(
                    503, "busy", "the service has " + (route.endless()
                            ? bounds.streams() + " streams of events, and opens no more"
                            : bounds.requests() + " requests to answer, and takes no more")
                            + " at a time; come back in " + AFTER_SECONDS + " s",
                    Map.of("Retry-After", AFTER_SECONDS), List.of());
        }
        return places::release;
    }
}
