package io.longhaul.testkit.sim;

import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;

/// Stands where a source's transport is looked up: in the simulation the driver itself sends.
enum NoTransport implements Transport {
    INSTANCE;

    @Override
    public Delivery send(Request request, Attempt attempt) {
        throw new IllegalStateException("the simulation sends through its own network");
    }
}
