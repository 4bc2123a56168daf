package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.cli.RunFlags;
import io.longhaul.app.cli.Typed;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.RetryChoice;
import io.longhaul.app.view.Text;
import io.longhaul.engine.core.Command.Correct;
import io.longhaul.engine.core.Command.Retry;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `retry JOB [ITEM]`: ended rows run again. Uncertain rows only when they are named.
@Command(name = "retry", header = "Example: longhaul retry screen-7 --class timeout --timeout 300", description = "Run failed rows again: all, those of a class, one, or corrected ones.", footer = {
    "",
    "Correct rows: edit the .failed.csv beside the results, a wrong key in the list's own column (column \"row\" says"
            + " which row it is), and give it as --input. Rows may be left out. Or give rows with the list's own columns,"
            + " told by their key. They take the places of the failed rows in the results.",
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

    /// @param what its rows are called
    private record Chosen(RetryChoice choice, String what) {}

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
            var chosen = chosen(session.store(), record);
            var choice = chosen.choice;
            if (choice.refused() > 0) {
                boolean one = choice.refused() == 1;
                say(Text.count(choice.refused(), "row") + " of the list " + (one ? "was" : "were")
                        + " refused; correct " + (one ? "it" : "them") + ": longhaul retry "
                        + record.handle() + " --input FILE");
            }
            if (choice.rows() == 0) {
                say(record.handle() + " has no " + (choice.refused() > 0 ? "other " : "") + chosen.what
                        + " rows; nothing to retry.");
                return Exit.OK;
            }
            mayRun(record);
            session.order(record, new Retry(choice.filter()));
            say("Retrying " + Text.count(choice.rows(), chosen.what + " row") + " of " + record.handle() + ".");
            return followed(session, record);
        });
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

    private Chosen chosen(StoreView store, JobRecord record) {
        if (item != null) {
            var found = Lookup.item(store, record, item);
            var state = store.outcome(record.id(), found.position()).map(each -> each.state().label()).orElse("");
            return new Chosen(RetryChoice.one(store, record, found), state);
        }
        if (errorClass != null) {
            var named = Typed.errorClass("--class", errorClass);
            return new Chosen(RetryChoice.of(store, record, ItemFilter.failed(named)), named.label());
        }
        var state = uncertain ? ItemState.UNCERTAIN : ItemState.FAILED;
        return new Chosen(RetryChoice.of(store, record, ItemFilter.in(state)), state.label());
    }
}
