package io.longhaul.workflow.fillcache;

import java.time.LocalDate;

/// A range of days, both ends included.
public record Days(LocalDate from, LocalDate to) {
    public Days {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("from " + from + " to " + to + "; want no end before the start");
        }
    }

    boolean holds(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }

    /// From the earlier start to the later end.
    Days and(Days other) {
        return new Days(
                from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
