package io.longhaul.io.list;

import java.io.IOException;
import java.io.InputStream;

/// Where a list's bytes come from; they can be read again.
public interface Bytes extends AutoCloseable {

    /// As shown to the user.
    String name();

    InputStream open() throws IOException;

    /// Changes when the bytes change, as length and time of change do.
    String stamp() throws IOException;

    @Override
    default void close() {}
}
