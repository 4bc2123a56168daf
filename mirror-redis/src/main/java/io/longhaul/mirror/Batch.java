package io.longhaul.mirror;

import java.util.List;
import java.util.Map;

/// What is to stand in Redis.
///
/// @param set values of our own, written whatever stands there and before all else
/// @param data JSON objects of objects; one is not written where that would take away a field that is known in Redis
/// @param marks JSON objects with `"by":"longhaul"`; one is written where nothing stands, or one of ours
/// @param unmarked keys from which a marker of ours goes; another's stays
/// @param passing values that go by themselves, [RedisMirror#LIFE] after they were written last
public record Batch(
        Map<String, String> set,
        Map<String, String> data,
        Map<String, String> marks,
        List<String> unmarked,
        Map<String, String> passing) {

    public static final Batch NOTHING = new Batch(Map.of(), Map.of(), Map.of(), List.of(), Map.of());

    public Batch {
        set = Map.copyOf(set);
        data = Map.copyOf(data);
        marks = Map.copyOf(marks);
        unmarked = List.copyOf(unmarked);
        passing = Map.copyOf(passing);
    }

    /// One value of our own.
    public static Batch of(String key, String value) {
        return new Batch(Map.of(key, value), Map.of(), Map.of(), List.of(), Map.of());
    }

    public boolean isEmpty() {
        return set.isEmpty() && data.isEmpty() && marks.isEmpty() && unmarked.isEmpty() && passing.isEmpty();
    }

    /// The same with one value of our own, written before all others: once they stand there, it does.
    public Batch after(String key, String value) {
        return new Batch(Map.of(key, value), data, marks, unmarked, passing);
    }
}
