package io.longhaul.app.output;

import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.engine.Columns;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files a finished job leaves: its results, and beside them the rows that failed.
public final class JobFiles {

    /// Columns of the file of failures, before those of the list.
    public static final List<String> ABOUT = List.of("row", "key", "class", "reason", "attempts");

    private static final int RECENT = 100;

    private static final System.Logger LOG = System.getLogger(JobFiles.class.getName());

    private final Wiring wiring;
    private final StoreView store;

    public JobFiles(Wiring wiring, StoreView store) {
        this.wiring = wiring;
        this.store = store;
    }

    /// @param results as shown; empty if nowhere
    /// @param failures as shown; empty if none failed or there is no file to put them beside
    public record Left(String results, String failures) {
        public static final Left NONE = new Left("", "");
    }

    /// Writes both; a file of failures is removed when none is left. What stood there before is kept: see [Backups].
    public Left write(JobRecord job) throws IOException {
        var output = job.draft().output();
        if (output.isEmpty()) {
            return Left.NONE;
        }
        var backups = output.equals("-") ? null : new Backups(wiring.home(), job);
        if (backups != null) {
            backups.before(Path.of(output));
        }
        new JobResults(store, job, Workflows.results(job, wiring.environment())).write(output, JobResults.Form.of(job),
                wiring.out());
        if (backups != null) {
            remember(backups, Path.of(output));
        }
        if (output.equals("-")) {
            return new Left("standard output", "");
        }
        if (Target.isStream(Path.of(output))) {
            return left(job, wiring.workingDirectory());
        }
        var counts = store.counts(job.id());
        if (counts.failed() + counts.uncertain() == 0) {
            Files.deleteIfExists(failures(Path.of(output)));
        } else {
            writeFailures(job, failures(Path.of(output)));
        }
        return left(job, wiring.workingDirectory());
    }

    /// Without it a way back still exists; it only asks for `--force`.
    private static void remember(Backups backups, Path output) {
        try {
            backups.wrote(output);
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "what was written to " + output + " could not be noted", full);
        }
    }

    /// Writes them for a job that nobody watches, unless they are there; empty if so.
    public Optional<Left> deliver(Session session, JobRecord stored) throws IOException {
        var job = Adopted.apply(wiring.home(), stored);
        if (!due(job)) {
            return Optional.empty();
        }
        var left = write(job);
        session.order(job, new Command.Delivered());
        return Optional.of(left);
    }

    /// What is there of a job's files.
    ///
    /// @param from where they are named from
    public static Left left(JobRecord job, Path from) {
        var output = job.draft().output();
        if (output.isEmpty() || output.equals("-")) {
            return Left.NONE;
        }
        var results = Path.of(output);
        return new Left(shown(results, from), shown(failures(results), from));
    }

    /// Whether a complete job's results are still to be written: nothing stands there, or something from before its
    /// end.
    public static boolean due(JobRecord job) {
        var output = job.draft().output();
        var finished = job.finishedAt();
        if (output.isEmpty() || output.equals("-") || finished == null || Target.isStream(Path.of(output))) {
            return false;
        }
        try {
            // file times tick coarsely
            var written = Files.getLastModifiedTime(Path.of(output)).toInstant();
            return written.isBefore(finished.minusSeconds(1));
        } catch (NoSuchFileException missing) {
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// The newest jobs as they go on now: among these it is worth looking for results that were never written.
    public static Stream<JobRecord> recent(StoreView store, Path home) {
        return store.jobs(RECENT).stream().map(each -> Adopted.apply(home, each));
    }

    /// Whether they were never written: the process that ended the job died before.
    public static boolean undelivered(JobRecord job) {
        return job.state() == JobState.COMPLETED && !job.because().equals(Session.DELIVERED) && due(job);
    }

    private static String shown(Path file, Path from) {
        return Files.exists(file) ? Text.path(file.toString(), from) : "";
    }

    /// `X.failed.csv` beside `X.csv`.
    public static Path failures(Path output) {
        var name = String.valueOf(output.getFileName());
        int dot = name.lastIndexOf('.');
        return output.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".failed.csv");
    }

    private void writeFailures(JobRecord job, Path file) throws IOException {
        var columns = new ArrayList<Columns.Column<?>>();
        for (var name : ABOUT) {
            boolean number = name.equals("row") || name.equals("attempts");
            columns.add(JobResults.column(name, number ? Columns.Type.NUMBER : Columns.Type.TEXT));
        }
        job.draft().columns().forEach(name -> columns.add(JobResults.column(name, Columns.Type.TEXT)));
        try (var target = Target.of(file.toString(), wiring.out())) {
            try (var writer = Formats.named("csv").open(target.out(), columns)) {
                var bad = ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN);
                Pages.each(store, job.id(), bad, ended -> writer.row(cells(ended)));
            }
            target.commit();
        }
    }

    private static List<@Nullable String> cells(EndedItem ended) {
        var outcome = ended.outcome();
        var cells = new ArrayList<@Nullable String>();
        cells.add(Long.toString(ended.item().rowNumber()));
        cells.add(ended.item().key());
        cells.add(outcome.errorClass() == null ? outcome.state().label() : outcome.errorClass().label());
        cells.add(outcome.reason());
        cells.add(Integer.toString(outcome.attempts()));
        cells.addAll(ended.item().cells());
        return cells;
    }
}
