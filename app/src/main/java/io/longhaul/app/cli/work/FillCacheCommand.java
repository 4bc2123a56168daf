package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.KeyRing;
import io.longhaul.app.Wiring;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.view.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Caches historical prices of tickers.
@Command(name = "fill-cache", header = "Example: longhaul fill-cache sp500 --dataset daily --from 2020-01-01", mixinStandardHelpOptions = true, sortOptions = false, description = "Caches historical prices of tickers; only what is missing is asked for. Read it with: longhaul cache get TICKER", footer = {
    "",
    "--dataset daily: a bar for each session, as traded, with dividends and splits.",
    "--dataset yearly (default): price of the year's first session, market cap, shares outstanding.",
    "Providers: eodhd, tiingo, alphavantage (with a key: LONGHAUL_SOURCES_EODHD_KEYS=env:NAME), and, only when named,"
            + " yahoo, stooq, which are no official interfaces. docs/providers.md has their limits and terms.",
    "Exit codes: 0 complete, 2 usage or list, 3 failed tickers, 6 paused, 8 no key, 75 time limit, 130 Ctrl-C."
})
public final class FillCacheCommand implements Callable<Integer> {

    @Mixin
    private final TickerOptions tickers = new TickerOptions();

    @Option(names = "--dataset", paramLabel = "yearly|daily", description = "what is cached [yearly]")
    private @Nullable String dataset;

    @Option(names = "--from", paramLabel = "DAY", description = "first day [2000-01-01]")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "last day [the last finished session]")
    private @Nullable String to;

    @Option(names = "--providers", paramLabel = "A,B", description = "who is asked, in this order [those with a key]")
    private @Nullable String providers;

    @Option(names = "--retry-failed", description = "ask again for tickers that no provider knew lately")
    private boolean retryFailed;

    @Mixin
    private final JobOptions job = new JobOptions();

    private final Wiring wiring;

    public FillCacheCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        wiring.verbose(job.verbose);
        job.mustAgree();
        if (providers != null) {
            job.overrides.add("fill-cache.providers=" + providers);
        }
        var options = job.options(wiring);
        var slice = job.timeLimit.length();
        job.checkpointInterval(wiring); // a plan refuses what a run would
        job.name();
        job.start(wiring);
        var form = job.form(wiring);
        var output = new ResultPlace(wiring, tickers.file(wiring)).of(job.output, form);
        try (var rows = tickers.open(wiring)) {
            var settings = new FillWish(dataset, from, to, retryFailed)
                    .settings(wiring.config(job.overrides), rows.keyColumn());
            var draft = new FillCacheDraft(
                    new Asked(wiring, rows, tickers.shown(wiring), job, form, output, options), settings);
            var plan = new FillCachePlan(draft);
            Slice.mustFit(slice, options.timeout(), plan.workflow(), draft.batchSize());
            boolean only = job.dryRun || job.costEstimate;
            if (only && job.json) {
                Json.print(wiring.out(), plan.document());
            } else if (only || !job.quiet && !job.json) {
                plan.print(only ? wiring.out() : wiring.err());
            }
            if (!only) {
                KeyRing.mustBeThere(settings.providers(), wiring.config(job.overrides), wiring.environment());
            }
            var free = new Consent(new Question(wiring, job), BigDecimal.ZERO, BigDecimal.ZERO, true);
            return only ? Exit.OK : new WorkRun(wiring, job).run(draft, rows, free, () -> {});
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(String.valueOf(wrong.getMessage()));
        }
    }
}
