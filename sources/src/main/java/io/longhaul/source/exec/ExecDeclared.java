package io.longhaul.source.exec;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import java.util.List;

/// What the user said that a command uses; nothing is known about it otherwise.
///
/// @param job whose gate it is: commands of different jobs do not wait for each other
/// @param concurrency runs at a time
/// @param rates runs (of a batch: one) in every trailing window
/// @param quotas runs a calendar window
/// @param price of one run
public record ExecDeclared(String job, int concurrency, List<Rate> rates, List<Quota> quotas, Price price) {

    /// Concurrency when nothing is said.
    public static final int DEFAULT_CONCURRENCY = 4;

    public ExecDeclared {
        rates = List.copyOf(rates);
        quotas = List.copyOf(quotas);
        if (job.isBlank()) {
            throw new IllegalArgumentException("a command's limits belong to a job, got a blank job id");
        }
    }

    /// Nothing declared.
    public static ExecDeclared nothing(String job) {
        return new ExecDeclared(job, DEFAULT_CONCURRENCY, List.of(), List.of(), Price.FREE);
    }

    /// Answers count in their job only: a changed script must run. A run whose fate is unknown is repeated.
    Spec spec(String source) {
        var limits = new Limits("exec:" + job, concurrency, rates, quotas, false);
        return new Spec(source, 1, limits, price, Reuse.job());
    }
}
