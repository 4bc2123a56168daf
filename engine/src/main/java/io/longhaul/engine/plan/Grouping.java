package io.longhaul.engine.plan;

import io.longhaul.engine.store.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Counts the calls that a list takes at most when its batches ask in groups: one for each batch that asks anything,
/// and one more for each further question of a mark that one reply could not tell apart.
///
/// **Memory**: the questions of one batch.
public final class Grouping {

    private final Map<String, Set<Digest>> byMark = new HashMap<>();
    private long batch = -1;
    private long calls;
    private int largest;

    /// @param number of the batch; they come in order
    /// @param mark as in `GroupedSource`; questions with none are told apart
    public void add(long number, Digest question, String mark) {
        if (number != batch) {
            calls += largest;
            largest = 0;
            byMark.clear();
            batch = number;
        }
        largest = Math.max(largest, 1);
        if (!mark.isEmpty()) {
            var alike = byMark.computeIfAbsent(mark, any -> new HashSet<>());
            alike.add(question);
            largest = Math.max(largest, alike.size());
        }
    }

    public long calls() {
        return calls + largest;
    }
}
