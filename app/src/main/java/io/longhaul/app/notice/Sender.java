package io.longhaul.app.notice;

import java.time.Instant;

/// How a notice leaves: one attempt.
@FunctionalInterface
interface Sender {
    Attempted send(Delivery delivery, Instant now) throws InterruptedException;
}
