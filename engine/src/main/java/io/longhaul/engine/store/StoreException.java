package io.longhaul.engine.store;

/// The store could not do what it was asked.
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What a user can do about it differs.
    public enum Kind {
        /// No space left: nothing of the failed transaction was stored.
        FULL,
        /// No file can be opened for now: nothing was read or stored, and the same may succeed later.
        EXHAUSTED,
        /// Input or output failed; whether the last transaction is durable is unknown until reopened.
        BROKEN,
        /// The file is damaged.
        CORRUPT,
        /// The file was written by a newer version, or is not a Longhaul store.
        FOREIGN,
        /// Another process owns it.
        OWNED,
        /// Permissions, a network file system, a missing directory.
        UNUSABLE
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
