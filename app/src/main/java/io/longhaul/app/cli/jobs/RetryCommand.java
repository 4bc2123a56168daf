package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.cli.RunFlags;
import io.longhaul.app.cli.Typed;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.FailedClass;
import io.longhaul.app.view.Text;
import io.longhaul.engine.core.Command.Correct;
import io.longhaul.engine.core.Command.Retry;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `retry JOB [ITEM]`: ended rows run again. Uncertain rows only when they are named.
@Command(name = "retry", description = "Run failed rows again: all, those of a class, one, or corrected ones.", footer = {
    "",
    "Correct rows: edit the .failed.csv beside the results, a wrong key in the",
    "list's own column (column \"row\" says which row it is), and give it as",
    "--input. Rows may be left out. Or give rows with the list's own columns,",
    "told by their key. They take the places of the failed rows in the results.",
    "", RunFlags.KEPT
})
public final class RetryCommand extends JobCommand {

    private static final int ROWS = 5_000;
    private static final long PIECE = 1 << 20;

    @Parameters(index = "0", paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ITEM", description = "A key, KEY#2, or row:412.")
    private @Nullable String item;

    @Option(names = "--class", paramLabel = "CLASS", description = "Only rows that failed for this class.")
    private @Nullable String errorClass;

    @Option(names = "--uncertain", description = "Rows of which a paid call's fate is unknown; it may be paid twice.")
    private boolean uncertain;

    @Option(names = "--input", paramLabel = "FILE", description = "Corrected rows: they replace failed ones and run.")
    private @Nullable String input;

    @Mixin
    private RunFlags options = new RunFlags();

    public RetryCommand(JobContext context) {
        super(context);
    }

    /// @param rows how many it takes
    private record Chosen(ItemFilter filter, long rows, String what) {}

    @Override
    public Integer call() {
        if ((item == null ? 0 : 1) + (errorClass == null ? 0 : 1) + (uncertain ? 1 : 0) + (input == null ? 0 : 1) > 1) {
            throw CommandException.usage("retry: give ITEM, --class, --uncertain or --input, only one of them");
        }
        return working(job, (session, record) -> {
            mustLeaveMoney(options, session, record);
            if (input != null) {
                return corrected(session, record, input);
            }
            var chosen = chosen(session, record);
            long refused = item == null && !uncertain ? inputRefused(session.store(), record) : 0;
            if (refused > 0 && (errorClass == null || chosen.what.equals(ErrorClass.VALIDATION.label()))) {
                say(Text.count(refused, "row") + " of the list " + (refused == 1 ? "was" : "were")
                        + " refused; correct " + (refused == 1 ? "it" : "them") + ": longhaul retry "
                        + record.handle() + " --input FILE");
                chosen = new Chosen(chosen.filter, chosen.rows - refused, chosen.what);
            }
            if (chosen.rows == 0) {
                say(record.handle() + " has no " + (refused > 0 ? "other " : "") + chosen.what
                        + " rows; nothing to retry.");
                return Exit.OK;
            }
            mayRun(record);
            session.order(record, new Retry(chosen.filter));
            say("Retrying " + Text.count(chosen.rows, chosen.what + " row") + " of " + record.handle() + ".");
            return followed(session, record);
        });
    }

    /// Rows that would only be refused again.
    private static long inputRefused(StoreView store, JobRecord record) {
        var filter = ItemFilter.failed(ErrorClass.VALIDATION);
        long refused = 0;
        long from = 0;
        List<EndedItem> page;
        do {
            page = store.ended(record.id(), filter, from, ROWS);
            refused += page.stream().filter(each -> each.outcome().inputRefused()).count();
            from = page.isEmpty() ? from : page.getLast().item().position() + 1;
        } while (page.size() == ROWS);
        return refused;
    }

    private static void mayRun(JobRecord record) {
        if (record.state() == JobState.CANCELLED) {
            throw new CommandException(Exit.CONFLICT, record.handle() + " is cancelled; its rows do not run again");
        }
    }

    private int followed(Session session, JobRecord record) {
        var change = options.change(record.options());
        return context.follow().follow(session, running(session, record, change), false);
    }

    private int corrected(Session session, JobRecord record, String name) {
        Corrections corrections;
        try (var file = CorrectedFile.open(record, name, context.workingDirectory().resolve(name))) {
            corrections = new Corrections(session.store(), record, file);
        }
        if (corrections.rows().isEmpty()) {
            throw CommandException.usage(name + ": no row of it corrects a failed row of " + record.handle() + "\n"
                    + String.join("\n", corrections.told()));
        }
        mayRun(record);
        // in pieces that fit into one order to another process
        var piece = new ArrayList<Correction>();
        long size = 0;
        for (var row : corrections.rows()) {
            piece.add(row);
            size += row.cells().stream().mapToLong(String::length).sum();
            if (size > PIECE || piece.size() == ROWS) {
                session.order(record, new Correct(piece));
                piece.clear();
                size = 0;
            }
        }
        if (!piece.isEmpty()) {
            session.order(record, new Correct(piece));
        }
        corrections.told().forEach(this::say);
        return followed(session, record);
    }

    private JobRecord running(
            Session session, JobRecord before, @Nullable RunOptions change) {
        var now = session.store().job(before.id()).orElse(before);
        boolean ended = now.state().ended();
        return ended
                ? session.resume(now, change, context.environment(), Duration.ZERO)
                : Driving.goOn(this, session, now, change, Duration.ZERO);
    }

    private Chosen chosen(Session session, JobRecord record) {
        if (item != null) {
            return one(session, record, item);
        }
        JobCounts counts = session.store().counts(record.id());
        if (errorClass != null) {
            var named = Typed.errorClass("--class", errorClass);
            long rows = counts.failedByClass().getOrDefault(named, 0L);
            return new Chosen(ItemFilter.failed(named), rows, named.label());
        }
        return uncertain
                ? new Chosen(ItemFilter.in(ItemState.UNCERTAIN), counts.uncertain(), "uncertain")
                : new Chosen(ItemFilter.in(ItemState.FAILED), counts.failed(), "failed");
    }

    private static Chosen one(Session session, JobRecord record, String name) {
        var found = Lookup.item(session.store(), record, name);
        var shown = Text.visible(FailedClass.name(found));
        var outcome = session.store().outcome(record.id(), found.position());
        if (outcome.isEmpty()) {
            throw new CommandException(Exit.CONFLICT, shown + " has not ended yet; it runs with the rest");
        }
        var state = outcome.get().state();
        if (state == ItemState.DONE) {
            throw new CommandException(Exit.CONFLICT, shown + " is done; a stored answer is not bought again");
        }
        return new Chosen(ItemFilter.at(found.position()), 1, state.label());
    }
}
