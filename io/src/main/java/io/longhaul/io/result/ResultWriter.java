package io.longhaul.io.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the rows of one result, in order and in constant memory.
///
/// Errors are [java.io.UncheckedIOException]s; what was written until then is of no use.
public interface ResultWriter extends AutoCloseable {

    /// @param cells one for each column, null for an empty cell
    /// @throws IllegalArgumentException if there are more or fewer
    void row(List<? extends @Nullable String> cells);

    /// Ends the text and hands all of it to the stream. A second call does nothing.
    @Override
    void close();
}
