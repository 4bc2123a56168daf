package io.longhaul.engine.plan;

import io.longhaul.engine.store.StoreView.Latency;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a source before a job starts.
///
/// @param stored questions of this list that the store answers already
/// @param owners whose quotas may be used
/// @param rates as in [Demand#rates()]; empty when all are free
/// @param group items served by one call; 1 unless the source is grouped
/// @param groups calls that the list's groups take at most; 0 if that was not counted
public record SourceFacts(
        Stored stored, List<OwnerState> owners, List<RateState> rates, int group, long groups, Observed observed) {

    /// How many questions the store answers: between two numbers.
    public record Stored(long min, long max) {
        public Stored {
            if (min < 0 || max < min) {
                throw new IllegalArgumentException("stored answers " + min + " to " + max + "; want 0 <= min <= max");
            }
        }

        public static Stored exactly(long answers) {
            return new Stored(answers, answers);
        }

        /// Nothing is provable then: the least number of calls is 0.
        public static Stored unknown() {
            return new Stored(0, Long.MAX_VALUE);
        }

        boolean exact() {
            return min == max;
        }
    }

    /// What earlier calls have shown.
    ///
    /// @param latency null before the first answer
    /// @param retryRate as in [Work#retryRate()]
    /// @param reuseShare as in [Work#reuseShare()]; used only where the stored answers are not known exactly
    /// @param replyBytes of a reply, on average
    /// @param cost of a call in USD, on average; null takes the price
    public record Observed(
            @Nullable Latency latency,
            double retryRate,
            double reuseShare,
            long replyBytes,
            @Nullable BigDecimal cost) {

        /// A plausible size for a reply nobody has seen yet.
        public static final long REPLY_BYTES = 2_000;

        public static Observed nothing() {
            return new Observed(null, 0, 0, REPLY_BYTES, null);
        }

        public Observed withLatency(Latency seen) {
            return new Observed(seen, retryRate, reuseShare, replyBytes, cost);
        }
    }

    public SourceFacts {
        owners = List.copyOf(owners);
        rates = List.copyOf(rates);
        if (group < 1) {
            throw new IllegalArgumentException("groups of " + group + " items; want 1 or more");
        }
    }

    /// Nothing stored, used or observed; one owner, no groups.
    public static SourceFacts fresh() {
        return new SourceFacts(
                Stored.exactly(0), List.of(OwnerState.self()), List.of(), 1, 0, Observed.nothing());
    }

    public SourceFacts withStored(Stored answers) {
        return new SourceFacts(answers, owners, rates, group, groups, observed);
    }

    public SourceFacts withOwners(List<OwnerState> states) {
        return new SourceFacts(stored, states, rates, group, groups, observed);
    }

    public SourceFacts withRates(List<RateState> states) {
        return new SourceFacts(stored, owners, states, group, groups, observed);
    }

    public SourceFacts withGroup(int items) {
        return new SourceFacts(stored, owners, rates, items, 0, observed);
    }

    /// @param most calls they take, as [Grouping] counts them
    public SourceFacts withGroups(int items, long most) {
        return new SourceFacts(stored, owners, rates, items, most, observed);
    }

    public SourceFacts withObserved(Observed seen) {
        return new SourceFacts(stored, owners, rates, group, groups, seen);
    }
}
