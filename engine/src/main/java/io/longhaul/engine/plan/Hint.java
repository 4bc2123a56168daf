package io.longhaul.engine.plan;

import io.longhaul.engine.ErrorClass;
import java.time.Duration;
import java.util.Locale;

/// A bottleneck, and what a person may do about it.
public sealed interface Hint {

    /// What was noticed.
    String text();

    /// What to do.
    String recommendation();

    /// What to do where those who answer the calls are known.
    default String recommendation(Culprit culprit) {
        return recommendation();
    }

    /// One class of errors ended more than a tenth of the items.
    record FailingClass(ErrorClass errorClass, double share) implements Hint {
        @Override
        public String text() {
            return percent(share) + " of the items failed: " + errorClass.label();
        }

        @Override
        public String recommendation() {
            return recommendation(Culprit.UPSTREAM);
        }

        @Override
        public String recommendation(Culprit culprit) {
            return RetryAdvice.of(errorClass, culprit).text();
        }
    }

    /// More than a tenth of a source's calls were throttled.
    record Throttling(String source, double share) implements Hint {
        @Override
        public String text() {
            return source + " throttled " + percent(share) + " of its calls";
        }

        @Override
        public String recommendation() {
            return "declare the limit that " + source + " really has, or lower the concurrency";
        }
    }

    /// The rate falls.
    record Slowing(double ratePerMinute) implements Hint {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "the rate is falling, %.1f a minute by now", ratePerMinute);
        }

        @Override
        public String recommendation() {
            return "see what it waits for: longhaul explain JOB";
        }
    }

    /// Nothing ended between the snapshots analysed.
    record Stalled(Duration since) implements Hint {
        @Override
        public String text() {
            return "no item ended in " + since.toMinutes() + " min";
        }

        @Override
        public String recommendation() {
            return "see what it waits for: longhaul explain JOB";
        }
    }

    /// One cause made the job later by more than a tenth of its time so far.
    record LostTime(Cause cause, Duration time) implements Hint {
        @Override
        public String text() {
            return time.toMinutes() + " min lost: " + cause.label();
        }

        @Override
        public String recommendation() {
            return recommendation(Culprit.UPSTREAM);
        }

        @Override
        public String recommendation(Culprit culprit) {
            boolean command = culprit == Culprit.COMMAND;
            return switch (cause) {
                case DOWN -> "keep the machine awake";
                case PAUSED -> "resume sooner, or raise the budget that paused it";
                case BREAKER, BACK_OFF -> command
                        ? "the command fails and is run again after a pause: see what it said (longhaul explain JOB ROW)"
                        : "the upstream is unwell; it goes on by itself when that has passed";
                case OTHER_JOBS -> "raise this job's priority, or run fewer jobs on the same source";
                case UNKNOWN_FATES -> command
                        ? "runs of the command were given up and made again: see where it hangs, or raise --timeout"
                        : "raise the time-out, so that fewer calls are given up";
                case NO_RUNNABLE_ITEM, LATENCY -> "raise the concurrency";
                case WRITER -> "move the store to a faster disk";
                case LESS_WORK -> "nothing: work turned out unnecessary";
            };
        }
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
