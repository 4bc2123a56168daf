package io.longhaul.source.market;

/// A reply that is not what its provider documents; the message says what was got, wanted, and where.
public final class BadBody extends Exception {
    private static final long serialVersionUID = 1;

    public BadBody(String message) {
        super(message);
    }
}
