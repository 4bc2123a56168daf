package io.longhaul.app.cli.work;

import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.cli.watch.Display;
import io.longhaul.app.cli.watch.JobFlow;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.InputList;
import io.longhaul.source.exec.ExecDeclared;
import io.longhaul.source.exec.ExecPerBatch;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs an existing command over a list.
@Command(name = "screen", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs your own command over a list, durably: stop it, kill it, repeat the line; finished rows are kept.", footer = {
    "",
    "The command's exit code: 0 result (nothing written: screened out), 65 skip, 75 later, else failed.",
    "--per batch: each line or object that the command writes bears the key column of its row.",
    "--per worker: a line in, {\"id\":\"AAPL\",\"row\":{\"ticker\":\"AAPL\"}}; a line out with the same id and one of",
    "  {\"id\":\"AAPL\",\"result\":{...}}, \"skip\":\"why\", \"later\":\"why\", \"error\":\"why\". See examples/worker.py.",
    "Exit codes: 0 complete, 2 usage or input, 3 failed rows, 6 paused, 75 time limit, 130 Ctrl-C,",
    "  137 out of memory (longhaul --help says how to give it more)."
})
public final class ScreenCommand implements Callable<Integer> {

    @Mixin
    private final ListOptions list = new ListOptions();

    @Mixin
    private final ExecOptions exec = new ExecOptions();

    @Mixin
    private final JobOptions job = new JobOptions();

    private final Wiring wiring;
    private final PrintStream err;

    public ScreenCommand(Wiring wiring) {
        this.wiring = wiring;
        this.err = wiring.err();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        wiring.verbose(job.verbose);
        job.mustAgree();
        boolean single = exec.single();
        var options = job.options(wiring);
        var yaml = exec.config == null ? null : BatchYaml.read(wiring, exec.config);
        if (yaml != null && job.batchSize == null) {
            job.batchSize = yaml.batchSize();
        }
        var slice = job.timeLimit.length();
        job.checkpointInterval(wiring); // a plan refuses what a run would
        job.name();
        var form = job.form(wiring);
        var output = new ResultPlace(wiring, list).of(job.output, form);
        try (var rows = list.open(wiring)) {
            var settings = exec.settings(rows);
            if (single && settings.per() != Per.BATCH) {
                options = options.withConcurrency(1);
            }
            var draft = new ScreenDraft(wiring, rows, list, job, settings, form, output, options, single, yaml);
            Slice.mustFit(slice, draft.options().timeout(), new Screen(draft.settings()), draft.batchSize());
            var plan = new PlanBlock(wiring, rows, draft);
            boolean only = job.dryRun || job.costEstimate;
            if (only && job.json) {
                Json.print(wiring.out(), plan.document());
            } else if (only || !job.quiet && !job.json) {
                plan.print(only ? wiring.out() : err);
            }
            if (job.dryRun || job.costEstimate) {
                return Exit.OK;
            }
            new Consent(wiring, job).ask(settings, plan.cost());
            return run(draft, rows);
        }
    }

    private int run(ScreenDraft draft, InputList rows) throws IOException, InterruptedException {
        try (var session = wiring.sessions().forWork()) {
            var unfinished = new Unfinished(wiring.home(), session.store(), draft, job).find();
            if (unfinished == null && draft.automatic()) {
                draft.measured(measure(draft, rows));
            }
            var started = unfinished == null
                    ? session.submit(draft.submission(session.store(), rows))
                    : resumed(session, unfinished, draft);
            if (!job.quiet && !job.json) {
                err.println("Job   " + started.handle() + "; Ctrl-C stops it, finished rows are kept");
            }
            var flow = new JobFlow(wiring, session, new Display(job.quiet, job.json));
            return flow.follow(started, !job.timeLimit.length().isZero());
        }
    }

    private int measure(ScreenDraft draft, InputList rows) throws IOException {
        var screen = new Screen(draft.settings());
        var batch = new ExecPerBatch(ExecDeclared.nothing("trial"), screen.form());
        return new BatchSizeTrial(wiring, draft.settings(), draft.options().timeout()).best(rows, batch, screen);
    }

    private JobRecord resumed(Session session, JobRecord unfinished, ScreenDraft draft) {
        draft.adopt(unfinished);
        if (unfinished.state().ended()) {
            if (!job.json) {
                err.println("      " + unfinished.handle() + " is complete; only its results were not written");
            }
            return unfinished;
        }
        var ended = session.store().counts(unfinished.id()).ended();
        if (!job.json) {
            err.println("      goes on with " + unfinished.handle() + ": " + ended + " of "
                    + Text.count(unfinished.total(), "row") + " done already");
        }
        return session.resume(unfinished, draft.options(), wiring.environment(), job.timeLimit.length());
    }
}
