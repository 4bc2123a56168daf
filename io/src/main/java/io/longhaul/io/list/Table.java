package io.longhaul.io.list;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that can be read any number of times, whatever file format they come from.
public interface Table extends AutoCloseable {

    /// As shown to the user.
    String name();

    Dialect dialect();

    /// The first rows that are not blank, header included, for telling columns.
    List<RawRow> sample();

    /// All rows from the start, header included.
    Cursor rows();

    /// Frees what a spooled list occupies.
    @Override
    void close();

    /// A single pass over the rows, in constant memory.
    interface Cursor extends AutoCloseable {
        /// The next row, or null at the end.
        ///
        /// @throws InputException if the text ends badly or changed since it was opened
        @Nullable
        RawRow next();

        @Override
        void close();
    }
}
