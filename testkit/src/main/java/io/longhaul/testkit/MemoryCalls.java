package io.longhaul.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Calls by their id: ids are given in order, so that a list with few gaps holds them.
final class MemoryCalls {

    private final List<@Nullable MemoryCall> byId = new ArrayList<>();
    /// Ids of each source's calls, ascending.
    private final Map<String, List<Integer>> bySource = new HashMap<>();

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
        var before = byId.set(id, call);
        if (before == null) {
            var ids = bySource.computeIfAbsent(call.reserved().source(), any -> new ArrayList<>());
            // calls are stored nearly in their order
            int at = ids.size();
            while (at > 0 && ids.get(at - 1) > id) {
                at--;
            }
            ids.add(at, id);
        }
        return before;
    }

    @Nullable
    MemoryCall remove(long id) {
        var call = get(id);
        if (call == null) {
            return null;
        }
        bySource.getOrDefault(call.reserved().source(), new ArrayList<>()).remove(Integer.valueOf((int) id));
        return byId.set((int) id, null);
    }

    /// Ids of the calls of that source and of those named `source.…`.
    List<Integer> ofAll(String source) {
        return bySource.entrySet().stream()
                .filter(each -> each.getKey().equals(source) || each.getKey().startsWith(source + "."))
                .flatMap(each -> each.getValue().stream())
                .toList();
    }

    /// Ids of one source's calls, ascending.
    List<Integer> of(String source) {
        return bySource.getOrDefault(source, List.of());
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
