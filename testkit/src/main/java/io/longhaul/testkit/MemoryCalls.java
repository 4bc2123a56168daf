package io.longhaul.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Calls by their id: ids are given in order, so that a list with few gaps holds them.
final class MemoryCalls {

    private final List<@Nullable MemoryCall> byId = new ArrayList<>();

    @Nullable
    MemoryCall get(long id) {
        return id < 0 || id >= byId.size() ? null : byId.get((int) id);
    }

    /// @return the one that was there
    @Nullable
    MemoryCall put(MemoryCall call) {
        int id = Math.toIntExact(call.reserved().callId());
        while (byId.size() <= id) {
            byId.add(null);
        }
        return byId.set(id, call);
    }

    @Nullable
    MemoryCall remove(long id) {
        return get(id) == null ? null : byId.set((int) id, null);
    }

    /// The oldest first.
    Stream<MemoryCall> from(long id) {
        return byId.stream().skip(Math.max(0, id)).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /// One more than the largest id there ever was.
    int end() {
        return byId.size();
    }
}
