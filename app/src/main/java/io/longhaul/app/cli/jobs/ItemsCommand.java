package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.cli.Typed;
import io.longhaul.app.view.Endings;
import io.longhaul.app.view.FailedClass;
import io.longhaul.app.view.ItemLine;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Table;
import io.longhaul.app.view.Table.Side;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.StoreView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `items JOB`: its rows and how they ended, in list order. Read in pages, so that lists of any length can be shown.
@Command(name = "items", header = "Example: longhaul items screen-7 --failed", description = "List the rows of a job: row, key, state, class, reason, attempts.")
public final class ItemsCommand extends JobCommand {

    private static final int PAGE = 500;
    private static final long BYTES = 1 << 20;
    private static final int[] WIDTHS = {6, 10, 9, 10, 24, 5};
    private static final int[] OF_A_SCREEN = {6, 10, 12, 10, 21, 5}; // where a state is `screened out`

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    @Option(names = "--failed", description = "Only failed rows.")
    private boolean failed;

    @Option(names = "--passed", description = "Only rows with a result.")
    private boolean passed;

    @Option(names = "--screened-out", description = "Only rows that ran well and gave no result.")
    private boolean screenedOut;

    @Option(names = "--skipped", description = "Only skipped rows.")
    private boolean skipped;

    @Option(names = "--uncertain", description = "Only rows of which a paid call's fate is unknown.")
    private boolean uncertain;

    @Option(names = "--class", paramLabel = "CLASS", description = "Only rows that failed for this class.")
    private @Nullable String errorClass;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public ItemsCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var filter = filter();
        return reading(job, (session, record) -> {
            var printer = json ? new Document(record) : new Rows(Endings.screens(record));
            if (filter == null) {
                all(session.store(), record, printer);
            } else {
                ended(session.store(), record, filter, printer);
            }
            printer.end();
            return Exit.OK;
        });
    }

    /// Null for all rows, ended or not.
    private @Nullable ItemFilter filter() {
        var states = EnumSet.noneOf(ItemState.class);
        if (passed || screenedOut) {
            states.add(ItemState.DONE);
        }
        if (failed) {
            states.add(ItemState.FAILED);
        }
        if (skipped) {
            states.add(ItemState.SKIPPED);
        }
        if (uncertain) {
            states.add(ItemState.UNCERTAIN);
        }
        var named = errorClass == null ? null : Typed.errorClass("--class", errorClass);
        if (named != null && states.isEmpty()) {
            states.add(ItemState.FAILED);
        }
        return states.isEmpty() ? null : new ItemFilter(Set.copyOf(states), named, null);
    }

    private void ended(StoreView store, JobRecord record, ItemFilter filter, Printer printer) {
        long from = 0;
        while (!context.out().checkError()) {
            var page = store.ended(record.id(), filter, from, PAGE, BYTES);
            page.stream().filter(each -> wanted(each.outcome())).forEach(
                    each -> printer.item(ItemLine.of(record, each)));
            if (page.isEmpty()) {
                return;
            }
            printer.page();
            from = page.getLast().item().position() + 1;
        }
    }

    /// Of done rows the store knows how many results they have, which its filter does not tell apart.
    private boolean wanted(Outcome outcome) {
        return outcome.state() != ItemState.DONE || (outcome.rows() == 0 ? screenedOut : passed);
    }

    private void all(StoreView store, JobRecord record, Printer printer) {
        for (long from = 0; from < record.total() && !context.out().checkError(); from += PAGE) {
            ItemLine.page(store, record, from, PAGE).forEach(printer::item);
            printer.page();
        }
    }

    private static String label(@Nullable ErrorClass errorClass) {
        return errorClass == null ? "" : errorClass.label();
    }

    /// Takes items as they come.
    private sealed interface Printer {
        void item(ItemLine line);

        void page();

        void end();
    }

    private final class Rows implements Printer {
        private final int[] widths;
        private boolean first = true;
        private boolean any;
        private Table table;

        private Rows(boolean screens) {
            widths = screens ? OF_A_SCREEN : WIDTHS;
            table = page(true);
        }

        private Table page(boolean header) {
            return new Table(
                    header ? List.of("ROW", "KEY", "STATE", "CLASS", "REASON", "TRIES") : List.of(),
                    Side.RIGHT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.RIGHT)
                    .atLeast(widths);
        }

        @Override
        public void item(ItemLine line) {
            var item = line.item();
            var outcome = line.outcome();
            any = true;
            table.row(
                    String.valueOf(item.rowNumber()),
                    item.key().isEmpty() ? "" : FailedClass.name(item),
                    line.ending().replace('-', ' '),
                    outcome == null ? "" : label(outcome.errorClass()),
                    outcome == null ? "" : outcome.reason(),
                    outcome == null || outcome.attempts() == 0 ? "" : String.valueOf(outcome.attempts()));
        }

        @Override
        public void page() {
            if (!table.isEmpty()) {
                print(table.lines(context.width()));
                first = false;
            }
            table = page(first);
        }

        @Override
        public void end() {
            if (!any) {
                context.out().println("No such rows in " + job);
            }
        }
    }

    private final class Document implements Printer {
        private boolean first = true;

        private Document(JobRecord record) {
            var head = Json.text(Json.document().put("jobId", record.handle()));
            context.out().print(head.substring(0, head.length() - 1) + ",\"items\":[");
        }

        @Override
        public void item(ItemLine line) {
            context.out().print((first ? "\n" : ",\n") + Json.text(line.document()));
            first = false;
        }

        @Override
        public void page() {}

        @Override
        public void end() {
            context.out().println("]}");
        }
    }
}
