package io.longhaul.mirror;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to stand in Redis, whatever stood there before.
///
/// @param set values that stay, written in their order
/// @param passing values that go by themselves, [RedisMirror#LIFE] after they were written last
/// @param gone keys without a value
public record Batch(Map<String, String> set, Map<String, String> passing, List<String> gone) {

    public Batch {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        passing = Map.copyOf(passing);
        gone = List.copyOf(gone);
    }

    public boolean isEmpty() {
        return set.isEmpty() && passing.isEmpty() && gone.isEmpty();
    }

    /// The same with one more value that stays, written before all others: once they stand there, it does.
    public Batch after(String key, String value) {
        var more = new LinkedHashMap<String, String>();
        more.put(key, value);
        more.putAll(set);
        return new Batch(more, passing, gone);
    }
}
