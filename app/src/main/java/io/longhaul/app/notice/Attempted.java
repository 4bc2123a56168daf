package io.longhaul.app.notice;

/// What came of one attempt at a delivery.
sealed interface Attempted {

    /// In a line, for the delivery log; no secret is in it.
    String said();

    record Taken(String said) implements Attempted {}

    /// The receiver wants no more: 410.
    record Gone(String said) implements Attempted {}

    /// To be tried again.
    record Failed(String said) implements Attempted {}
}
