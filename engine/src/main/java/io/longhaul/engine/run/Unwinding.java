package io.longhaul.engine.run;

import io.longhaul.engine.core.ItemEnd;
import org.jspecify.annotations.Nullable;

/// Takes an item's code back to its start: because it ended, or (no end) because it waits long or its job stopped.
/// An error without a stack, so that code which catches exceptions does not swallow it and parking costs little.
public final class Unwinding extends Error {
    private static final long serialVersionUID = 1L;

    /// For a run that starts again later: it says nothing, so one serves all.
    @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack it tells nothing of where it was made
    public static final Unwinding AGAIN = new Unwinding(null);

    private final transient @Nullable ItemEnd end;

    public Unwinding(@Nullable ItemEnd end) {
        super("unwinding", null, false, false);
        this.end = end;
    }

    public @Nullable ItemEnd end() {
        return end;
    }
}
