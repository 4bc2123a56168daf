package io.longhaul.engine.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a job will take, before it starts.
///
/// @param request what it was made from; rows accepted and refused are in its list
/// @param calls by source, in the outline's order
/// @param bound as [Bound] defines it, from the least calls; holds for a job all of whose accepted items end
///     `done` (an item that fails or is skipped early may need fewer). Null if no source declares a limit
/// @param expected null if a source has never answered
/// @param cost of all calls, one attempt each
/// @param diskBytes rows x (row + 300) + most calls x (reply + 300): what the store may grow by
/// @param days how the likely calls fall on the windows of each gate's shortest quota, at the limits' pace
/// @param notDeclared sources whose limits are not declared
public record Plan(
        PlanRequest request,
        List<SourceCalls> calls,
        @Nullable Instant bound,
        @Nullable Expected expected,
        CostRange cost,
        long diskBytes,
        List<QuotaDay> days,
        List<String> notDeclared) {

    /// Calls of one source, less what is stored; attempts not counted.
    public record SourceCalls(String source, long min, long max) {}

    /// In USD.
    ///
    /// @param min the least calls at the cost observed, or at the price where none was
    /// @param max the most calls at the price
    public record CostRange(BigDecimal min, BigDecimal max) {}

    /// @param date on which the window begins, in the quota's zone
    /// @param opens when its quota is first trusted
    /// @param calls as the quota counts them
    public record QuotaDay(String gate, LocalDate date, Instant opens, long calls) {}

    public Plan {
        calls = List.copyOf(calls);
        days = List.copyOf(days);
        notDeclared = List.copyOf(notDeclared);
    }

    /// The same job with so many owners more at every source that has a quota.
    public Plan withOwners(int more) {
        return Planner.plan(request.withExtraOwners(request.extraOwners() + more));
    }

    /// How much sooner the bound would be with so many owners more; empty without a bound.
    public Optional<Duration> sooner(int moreOwners) {
        var other = withOwners(moreOwners).bound;
        return bound == null || other == null ? Optional.empty() : Optional.of(Duration.between(other, bound));
    }
}
