package io.longhaul.app.output;

import io.longhaul.app.Workflows;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Endings;
import io.longhaul.app.view.Text;
import io.longhaul.engine.Columns;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files a finished job leaves: its results, and beside them the rows that failed.
public final class JobFiles {

    /// Columns of the file of failures, before those of the list.
    public static final List<String> ABOUT = List.of("row", "key", "class", "reason", "attempts");

    private static final int RECENT = 100;

    private static final System.Logger LOG = System.getLogger(JobFiles.class.getName());

    private final Path home;
    private final StoreView store;
    private final Map<String, String> environment;

    /// @param home of the store
    /// @param environment where settings of the workflow are
    public JobFiles(Path home, StoreView store, Map<String, String> environment) {
        this.home = home;
        this.store = store;
        this.environment = environment;
    }

    /// @param results as shown; empty if nowhere
    /// @param failures as shown; empty if none failed or there is no file to put them beside
    public record Left(String results, String failures) {
        public static final Left NONE = new Left("", "");
    }

    /// Writes both files of a job for which [#belongs] holds. A file of failures is removed when no row failed. What
    /// stood there before is kept: see [Backups]. Where the one run over all rows failed, the file of results stays as
    /// it is.
    public void publish(JobRecord job) throws IOException {
        var backups = new Backups(home, job);
        var file = Path.of(job.draft().output());
        var counts = store.counts(job.id());
        var failures = failures(file);
        if (Endings.nothingToWrite(job, counts)) { // an empty file would pass for a result
            backups.beforeFailures(file, failures);
        } else {
            backups.before(file, failures);
            results(job).write(file.toString(), JobResults.Form.of(job), OutputStream.nullOutputStream());
            remember(() -> backups.wrote(file), file);
        }
        if (counts.failed() + counts.uncertain() == 0) {
            remove(failures);
        } else {
            writeFailures(job, failures);
        }
        remember(() -> backups.wroteFailures(failures), failures);
    }

    /// The file itself, at the end of links: they stay, and lead to the file that is written there the next time.
    static void remove(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.delete(file.toRealPath());
        }
    }

    /// Notes what a job wrote.
    @FunctionalInterface
    private interface Note {
        void take() throws IOException;
    }

    /// Without it a way back still exists; it only asks for `--force`.
    private static void remember(Note note, Path output) {
        try {
            note.take();
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "what was written to " + output + " could not be noted", full);
        }
    }

    /// Writes the results of a job whose output is standard output, a device or a pipe: only the process that was
    /// told so can.
    public void pour(JobRecord job, OutputStream stdout) throws IOException {
        results(job).write(job.draft().output(), JobResults.Form.of(job), stdout);
    }

    private JobResults results(JobRecord job) {
        return new JobResults(store, job, Workflows.results(job, environment));
    }

    /// Whether its results belong into a file, which whoever drives the job writes.
    public static boolean belongs(JobRecord job) {
        var output = job.draft().output();
        return !output.isEmpty() && !output.equals("-") && !Target.isStream(Path.of(output));
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

    /// Where the results of a complete job are, as shown; empty if it has written none.
    ///
    /// @param from where they are named from
    public static String results(StoreView store, JobRecord job, Path from) {
        return Endings.nothingToWrite(job, store.counts(job.id())) ? "" : left(job, from).results();
    }

    /// Whether a complete job's results are still to be written: nothing stands there, or something from before its
    /// end.
    public static boolean due(JobRecord job) {
        var finished = job.finishedAt();
        if (finished == null || !belongs(job)) {
            return false;
        }
        try {
            // file times tick coarsely
            var written = Files.getLastModifiedTime(Path.of(job.draft().output())).toInstant();
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

    /// Whether they were never written: the process that ended the job died before, or could not write them.
    public static boolean undelivered(JobRecord job) {
        return job.state() == JobState.COMPLETED && !job.because().equals(Session.DELIVERED) && due(job);
    }

    private static String shown(Path file, Path from) {
        return Files.exists(file) ? Text.path(file.toString(), from) : "";
    }

    /// `X.failed.csv` beside `X.csv`.
    public static Path failures(Path output) {
        return output.resolveSibling(failures(String.valueOf(output.getFileName())));
    }

    /// @param name of the output, without its directory
    public static String failures(String name) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + ".failed.csv";
    }

    private void writeFailures(JobRecord job, Path file) throws IOException {
        var columns = new ArrayList<Columns.Column<?>>();
        for (var name : ABOUT) {
            boolean number = name.equals("row") || name.equals("attempts");
            columns.add(JobResults.column(name, number ? Columns.Type.NUMBER : Columns.Type.TEXT));
        }
        job.draft().columns().forEach(name -> columns.add(JobResults.column(name, Columns.Type.TEXT)));
        try (var target = Target.of(file.toString(), OutputStream.nullOutputStream())) {
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
