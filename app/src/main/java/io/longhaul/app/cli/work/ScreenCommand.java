package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.WrappedProgram;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.view.Json;
import io.longhaul.io.list.InputList;
import io.longhaul.source.exec.ExecDeclared;
import io.longhaul.source.exec.ExecPerBatch;
import io.longhaul.workflow.screen.Declared;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs an existing command over a list.
@Command(name = "screen", header = "Example: longhaul screen list.csv --exec \"python screen.py {ticker}\" -o out.csv", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs your own command over a list, durably: stop it, kill it, repeat the line; finished rows are kept.", footer = {
    "",
    "The command's exit code: 0 result (nothing written: screened out), 65 skip, 75 later, else failed.",
    "--per batch: each line or object that the command writes bears the key of its row, in the key column, a synonym"
            + " of it (ticker, symbol, key, ...) or --output-key NAME. No line: screened out.",
    "Header: a first line that names the key column is one. Any other must look like names and stand above a table in"
            + " every output; data, words, JSON and other text never do. --no-output-header: there is none.",
    "--per worker: a line in, {\"id\":\"AAPL\",\"row\":{\"ticker\":\"AAPL\"}}; a line out with the same id and one of"
            + " {\"id\":\"AAPL\",\"result\":{...}}, \"skip\":\"why\", \"later\":\"why\", \"error\":\"why\". See examples/worker.py.",
    "The same line in the same folder goes on with its unfinished job; of a finished one the results are offered. Its"
            + " program and the scripts that it names count by content: the first file after an interpreter, *.py, *.R,"
            + " *.js, *.jar and the like, files that begin with #!, programs. Other files, as caches and logs, may change.",
    "Exit codes: 0 complete, 2 usage or input, 3 failed rows, 5 not clear which job is meant, or its results are there,"
            + " 6 paused, 75 time limit, 130 Ctrl-C, 137 out of memory (longhaul --help says how to give it more)."
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
        job.start(wiring);
        var form = job.form(wiring);
        var output = new ResultPlace(wiring, list.noFile() ? null : wiring.resolve(list.list)).of(job.output, form);
        try (var rows = list.open(wiring)) {
            var settings = exec.settings(rows);
            if (!job.offline) {
                mustBeThere(settings);
            }
            if (single && settings.per() != Per.BATCH) {
                options = options.withConcurrency(1);
            }
            var asked = new Asked(wiring, rows, list.shown(wiring), job, form, output, options);
            mustBeRows(settings);
            var draft = new ScreenDraft(asked, settings, single, yaml);
            Slice.mustFit(slice, draft.options().timeout(), new Screen(draft.screen()), draft.batchSize());
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
            return new WorkRun(wiring, job).run(draft, rows, consent(settings, plan), () -> {
                if (draft.automatic()) {
                    draft.measured(measure(draft, rows));
                }
            });
        }
    }

    private Consent consent(ScreenSettings settings, PlanBlock plan) {
        var price = Declared.price(settings.price());
        boolean given = price.free() || job.yes || job.options(wiring).budget() != null;
        return new Consent(new Question(wiring, job), price.max(), plan.cost().max(), given);
    }

    private void mustBeThere(ScreenSettings settings) {
        new WrappedProgram(wiring.workingDirectory(), wiring.environment()).missing(settings.words()).ifPresent(why -> {
            throw CommandException.usage("--exec: " + why);
        });
    }

    /// Nothing can be made of the rows of an output that is passed on as it is.
    private void mustBeRows(ScreenSettings settings) {
        if (settings.output().whole() && (job.format != null || job.includeColumns != null)) {
            throw CommandException.usage((job.format != null ? "--format" : "--include-columns")
                    + " makes columns of rows, but --mode single --per batch passes its output on as it is;"
                    + " want one of the two");
        }
    }

    private int measure(ScreenDraft draft, InputList rows) throws IOException {
        var screen = new Screen(draft.screen());
        var batch = new ExecPerBatch(ExecDeclared.nothing("trial"), screen.form());
        return new BatchSizeTrial(wiring, draft.screen(), draft.options().timeout()).best(rows, batch, screen);
    }
}
