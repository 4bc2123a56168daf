package io.longhaul.engine.schedule;

import java.util.List;

/// One of the five fields of a cron expression.
enum Field {
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY("day of month", 1, 31, ""),
    MONTH("month", 1, 12,
            "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /// Both 0 and 7 are Sunday.
    WEEKDAY("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

    final String label;
    final int first;
    final int last;

    private final String names;

    Field(String label, int first, int last, String names) {
        this.label = label;
        this.first = first;
        this.last = last;
        this.names = names;
    }

    /// Of `first` and those after it; empty if the field has none.
    List<String> names() {
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    boolean isOfDays() {
        return this == DAY || this == WEEKDAY;
    }

    /// What an error says is wanted.
    String wanted() {
        var numbers = first + " to " + last;
        return names.isEmpty() ? numbers : numbers + " or " + names().getFirst() + " to " + names().getLast();
    }
}
