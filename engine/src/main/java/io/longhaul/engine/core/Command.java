package io.longhaul.engine.core;

import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What a person, or the process around the machine, wants of a job.
public sealed interface Command {

    /// Sends nothing new; calls under way end.
    record Pause(PauseReason reason, String because) implements Command {}

    record Cancel() implements Command {}

    /// New run options, in force at once.
    record Change(RunOptions options) implements Command {}

    /// Ended items of the filter run again.
    record Retry(ItemFilter filter) implements Command {
        /// Rows that one transaction reopens within a quarter of a second.
        private static final long AT_ONCE = 5_000;

        /// In pieces where it may be many rows. Whatever happens between two of them, those reopened so far are rows
        /// that run again, and the others are as they were.
        ///
        /// @param total rows of the job
        /// @param ended how many are in a state
        public List<Write> writes(long job, long total, ToLongFunction<ItemState> ended, Instant at) {
            long most = Stream.of(ItemState.values())
                    .filter(ItemState::ended)
                    .filter(state -> filter.states().isEmpty() || filter.states().contains(state))
                    .mapToLong(ended)
                    .sum();
            if (filter.position() != null || most <= AT_ONCE) {
                return List.of(new Write.Reopened(job, filter, at));
            }
            return LongStream.iterate(0, from -> from < total, from -> from + AT_ONCE)
                    .<Write>mapToObj(from -> new Write.Reopened(job, filter, from, from + AT_ONCE, at))
                    .toList();
        }
    }

    /// Failed items get these cells and run again.
    record Correct(List<Correction> rows) implements Command {
        public Correct {
            rows = List.copyOf(rows);
        }

        public List<Write> writes(long job, Instant at) {
            return rows.stream().<Write>map(row -> new Write.Corrected(job, row, at)).toList();
        }
    }

    /// The time slice is over: like a pause, and calls that cost nothing are cut.
    record EndSlice() implements Command {}

    /// A person goes on: upstreams of the job that are failing are probed at once.
    record Probe() implements Command {}

    /// Writes the results of a complete job into its file, unless they are there. Whoever owns the store does it, so that
    /// nobody has to watch the job.
    record Publish() implements Command {}

    /// Calls still under way are given up; their fate is unknown.
    record Abandon() implements Command {}
}
