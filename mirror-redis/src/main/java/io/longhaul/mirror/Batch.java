package io.longhaul.mirror;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to stand in Redis, whatever stood there before.
///
/// @param set values that stay
/// @param passing values that go by themselves, [RedisMirror#LIFE] after they were written last
/// @param gone keys without a value
public record Batch(Map<String, String> set, Map<String, String> passing, List<String> gone) {

    public Batch {
        set = Map.copyOf(set);
        passing = Map.copyOf(passing);
        gone = List.copyOf(gone);
    }

    public boolean isEmpty() {
        return set.isEmpty() && passing.isEmpty() && gone.isEmpty();
    }

    /// The same with one more value that stays.
    public Batch with(String key, String value) {
        var more = new LinkedHashMap<>(set);
        more.put(key, value);
        return new Batch(more, passing, gone);
    }
}
