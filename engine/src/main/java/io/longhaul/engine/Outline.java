package io.longhaul.engine;

import java.util.ArrayList;
import java.util.List;

/// What one item of a workflow may spend, declared before it runs: the plan is made from it and the engine holds
/// the workflow to it.
///
/// @param workflow the workflow's name, as `screen`
/// @param version raised when the same row would be worked differently
/// @param demands by source
public record Outline(String workflow, int version, List<Demand> demands) {

    /// Calls of one source by one item.
    ///
    /// @param min calls that every item which ends `done` has needed, stored ones included
    /// @param max calls no item exceeds (attempts not counted)
    /// @param distinct whether items ask different questions, unless their rows ask the same in everything
    public record Demand(Source<?, ?> source, int min, int max, boolean distinct) {
        public Demand {
            if (min < 0 || max < min) {
                throw new IllegalArgumentException(
                        source.spec().name() + ": " + min + " to " + max + " calls an item; want 0 <= min <= max");
            }
        }
    }

    public Outline {
        demands = List.copyOf(demands);
    }

    public static Outline of(String workflow, int version) {
        return new Outline(workflow, version, List.of());
    }

    /// At most `max` calls an item.
    public Outline perItem(int max, Source<?, ?> source) {
        return perItem(0, max, source);
    }

    /// `min` to `max` calls an item; questions of different items may coincide.
    public Outline perItem(int min, int max, Source<?, ?> source) {
        return plus(new Demand(source, min, max, false));
    }

    /// Exactly one call an item; only rows that say the same ask the same.
    public Outline onePerItem(Source<?, ?> source) {
        return plus(new Demand(source, 1, 1, true));
    }

    public Outline plus(Demand demand) {
        var more = new ArrayList<>(demands);
        more.add(demand);
        return new Outline(workflow, version, more);
    }

    /// The most calls one item may make, over all sources.
    public int maxCalls() {
        return demands.stream().mapToInt(Demand::max).sum();
    }
}
