package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.output.Backups;
import io.longhaul.app.output.Backups.Backup;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `revert JOB`: puts back what stood at a job's `-o` before the job replaced it.
@Command(name = "revert", header = "Example: longhaul revert screen-7", description = "Put back the file that stood at -o before the job replaced it.")
public final class RevertCommand extends JobCommand {

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    @Option(names = "--force", description = "Even if the file was changed since the job wrote it; that one is kept aside.")
    private boolean force;

    public RevertCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return reading(job, (session, record) -> {
            try {
                return revert(record);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private int revert(JobRecord record) throws IOException {
        var backups = new Backups(context.home(), record);
        var kept = backups.latest();
        if (kept.isEmpty()) {
            throw new CommandException(Exit.NOT_FOUND, record.handle() + " has replaced no file: "
                    + (record.draft().output().isEmpty()
                            ? "it has no -o"
                            : "nothing stood at " + shown(record.draft().output()) + " before it, or it has not written"
                                    + " its results yet")
                    + ". There is nothing to put back.");
        }
        return revert(record, backups, kept.get());
    }

    private int revert(JobRecord record, Backups backups, Backup kept) throws IOException {
        var output = shown(kept.output().toString());
        if (kept.restored()) {
            if (!failures(record, backups, kept)) {
                say(output + " is already what stood there before " + record.handle() + "; nothing done.");
            }
            return Exit.OK;
        }
        if (kept.changed()) {
            if (!force) {
                refuseNewer(record, backups, kept);
                throw new CommandException(Exit.CONFLICT, output + " was changed after " + record.handle()
                        + " wrote it, so it is left alone.\nWhat stood there before is kept in " + kept.file()
                        + ".\nAdd --force to put it back all the same; the changed file is then kept aside.");
            }
            say("What stood at " + output + " until now is kept in " + backups.aside(kept.output()) + ".");
        }
        kept.restore();
        say(output + " is again what stood there before " + record.handle() + " replaced it.");
        failures(record, backups, kept);
        say("Its results   longhaul export " + record.handle() + " -o FILE");
        return Exit.OK;
    }

    /// What another job put there since is that job's business.
    private void refuseNewer(JobRecord record, Backups backups, Backup kept) throws IOException {
        var newer = backups.writer(kept.output());
        if (newer.isPresent()) {
            throw new CommandException(Exit.CONFLICT, newer.get() + " wrote " + shown(kept.output().toString())
                    + " after " + record.handle() + " did, so it is left alone.\nFirst   longhaul revert " + newer.get()
                    + "\nThen    longhaul revert " + record.handle()
                    + "\nWhat stood there before " + record.handle() + " is kept in " + kept.file() + ".");
        }
    }

    /// The file of failed rows goes with the results: taken away, or put back.
    ///
    /// @return whether anything of it was told
    private boolean failures(JobRecord record, Backups backups, Backup results) throws IOException {
        var found = backups.failures(JobFiles.failures(results.output()));
        if (found.isEmpty() || found.get().restored()) {
            return false;
        }
        var kept = found.get();
        var file = shown(kept.output().toString());
        if (kept.changed() && !force) {
            say(file + " was changed after " + record.handle() + " wrote it, so it stays."
                    + (kept.stood() ? " What stood there before is kept in " + kept.file() + "." : ""));
            return true;
        }
        if (kept.changed()) {
            say("What stood at " + file + " until now is kept in " + backups.aside(kept.output()) + ".");
        }
        kept.restore();
        say(kept.stood()
                ? file + " beside it is again what stood there before, too."
                : file + ", which " + record.handle() + " wrote beside it, is gone again.");
        return true;
    }

    private String shown(String path) {
        return Text.path(path, context.workingDirectory());
    }
}
