package io.longhaul.testkit.sim;

import io.longhaul.engine.core.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Orders of a person that wait for their moment in one life of a process.
final class Whims {

    /// When an order is given, once its number of events have happened.
    enum Moment {
        ANY,
        /// A row has one question under way and waits for another.
        MIDWAY,
        /// So has a row of that job, and a row of another job waits for the same other one.
        SHARED
    }

    /// @param then what else the person does, with the row that had come to that moment
    record Planned(long after, Moment moment, Event.Ordered order, Consumer<SimItem> then) {}

    private final List<Planned> planned = new ArrayList<>();

    void plan(Planned order) {
        planned.add(order);
    }

    /// Whether an order waits for what the rows ask.
    boolean watches(long events) {
        return planned.stream().anyMatch(each -> each.moment != Moment.ANY && events >= each.after);
    }

    /// @return the orders whose time has come
    List<Planned> due(long events) {
        return planned.isEmpty() ? List.of() : take(events, List.of(Moment.ANY), -1);
    }

    /// @param row has one question under way and waits for another
    /// @return the orders that waited for that
    List<Planned> midway(long events, SimItem row, Collection<SimItem> rows) {
        boolean shared = rows.stream()
                .anyMatch(other -> other.work.jobId() != row.work.jobId() && other.waitsForAnyThatWaits(row));
        var moments = shared ? List.of(Moment.MIDWAY, Moment.SHARED) : List.of(Moment.MIDWAY);
        return take(events, moments, row.work.jobId());
    }

    private List<Planned> take(long events, List<Moment> moments, long job) {
        var taken = planned.stream()
                .filter(each -> events >= each.after && moments.contains(each.moment))
                .filter(each -> each.moment != Moment.SHARED || each.order.job() == job)
                .toList();
        planned.removeAll(taken);
        return taken;
    }
}
