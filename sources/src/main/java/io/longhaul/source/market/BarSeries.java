package io.longhaul.source.market;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the rows of a reply in its order and keeps those that were asked for. Only a series that can be true is taken:
/// days ascend and stand once, and no high is below its low.
public final class BarSeries {

    private final BarsQuestion asked;
    private final List<Bar> bars = new ArrayList<>();
    private @Nullable LocalDate last;

    public BarSeries(BarsQuestion asked) {
        this.asked = asked;
    }

    public void add(Bar bar) throws BadBody {
        if (last != null && !bar.day().isAfter(last)) {
            throw new BadBody("got " + bar.day() + " after " + last + ", want days that ascend and stand once");
        }
        last = bar.day();
        if (bar.high().compareTo(bar.low()) < 0) {
            throw new BadBody("got high " + bar.high() + " below low " + bar.low() + " on " + bar.day());
        }
        if (asked.holds(bar.day())) {
            bars.add(bar);
        }
    }

    public List<Bar> bars() {
        return List.copyOf(bars);
    }
}
