package io.longhaul.app.cli.watch;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Signals;
import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.notice.NoticeLog;
import io.longhaul.app.output.Backups;
import io.longhaul.app.output.BatchMirror;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.FinishedBlock;
import io.longhaul.app.view.Incomplete;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.ProgressLine;
import io.longhaul.app.view.StatusDocument;
import io.longhaul.app.view.StoppedBlock;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Shows a running job until nothing of it runs any more, takes the signals meant for it, has its results written and
/// says how it ended.
public final class JobFlow {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration IN_FLIGHT = Duration.ofSeconds(10);
    private static final Duration NOTICES = Duration.ofSeconds(20);

    private final Wiring wiring;
    private final Session session;
    private final Display display;
    private final PrintStream err;
    private final Instant began;

    /// To be made before the job starts or goes on.
    public JobFlow(Wiring wiring, Session session, Display display) {
        this(wiring, session, display, wiring.clocks().wall().instant());
    }

    /// @param began an instant before the job started or went on
    public JobFlow(Wiring wiring, Session session, Display display, Instant began) {
        this.wiring = wiring;
        this.session = session;
        this.display = display;
        this.err = wiring.err();
        this.began = began;
    }

    /// @param sliced whether it was given only a slice of time
    /// @return the exit code, see [Exit]
    public int follow(JobRecord job, boolean sliced) throws InterruptedException, IOException {
        if (!display.silent()) {
            tellMissing(job);
            tellStart(job);
        }
        if (Start.of(job.draft()) instanceof Start.Again && !job.state().ended()) {
            if (!session.owner()) {
                return leave(job); // it has no end that could be waited for
            }
            new CopiesShown(wiring, session, job, display.silent()).listen();
        }
        var signal = watch(record(job));
        var ended = record(job);
        int exit = exit(ended, session.store().counts(job.id()), signal, sliced);
        var left = ended.state() == JobState.COMPLETED ? JobFiles.Left.NONE : null;
        CommandException unwritten = null;
        try {
            left = left == null ? null : files(ended);
        } catch (CommandException failed) {
            unwritten = failed;
        }
        if (display.json()) {
            Json.print(wiring.out(),
                    StatusDocument.of(JobFacts.read(session.store(), ended, session.ownerPid(), now()), false));
        } else if (!display.quiet() || exit != Exit.OK) {
            wiring.paint(wiring.streams().errTerminal()).print(err, end(ended, left, signal != null));
            tellWayBack(ended, left);
            tellNotices(ended);
        }
        if (unwritten != null) {
            throw unwritten;
        }
        return exit;
    }

    /// Nobody sends again what was not taken once this process has ended.
    private void tellNotices(JobRecord ended) throws InterruptedException {
        if (!session.owner()) {
            return;
        }
        var giveUp = now().plus(NOTICES);
        var never = new CountDownLatch(1);
        while (NoticeLog.pending(session.store(), ended) && now().isBefore(giveUp)) {
            never.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        NoticeLog.of(session.store(), ended.id()).undelivered(times(), wiring.width()).forEach(err::println);
    }

    /// The file that the results replaced is not lost.
    private void tellWayBack(JobRecord ended, JobFiles.@Nullable Left left) throws IOException {
        if (left != null && new Backups(wiring.home(), ended).latest().isPresent()) {
            err.println("Revert longhaul revert " + ended.handle() + " puts back what stood there before");
        }
    }

    private List<String> end(JobRecord ended, JobFiles.@Nullable Left left, boolean asked) {
        var facts = JobFacts.read(session.store(), ended, session.ownerPid(), now());
        return left == null
                ? new StoppedBlock(facts, Text.path(ended.draft().output(), wiring.workingDirectory()), asked)
                        .lines(wiring.width())
                : new FinishedBlock(facts, Incomplete.of(session.store(), ended), left.results(), left.failures(),
                        session.owner() ? began : null)
                        .lines(wiring.width());
    }

    private void tellStart(JobRecord job) {
        var starts = JobFacts.starts(job, now());
        if (starts.isEmpty()) {
            return;
        }
        boolean again = Start.of(job.draft()) instanceof Start.Again;
        err.println("Job   " + job.handle() + (again ? " " + starts : starts.replaceFirst("^starts", " waits until"))
                + (again && !session.owner()
                        ? "\n      process " + session.ownerPid() + " starts it; longhaul cancel " + job.handle()
                                + " ends it"
                        : "; Ctrl-C stops it" + (again ? "" : " for now")));
    }

    private int leave(JobRecord job) {
        if (display.json()) {
            Json.print(wiring.out(),
                    StatusDocument.of(JobFacts.read(session.store(), job, session.ownerPid(), now()), false));
        }
        return Exit.OK;
    }

    /// A command that ran with a variable may need it again.
    private void tellMissing(JobRecord job) {
        var missing = Workflows.missing(job, wiring.environment());
        if (!missing.isEmpty()) {
            err.println("      not set now, but when the job was made: "
                    + Text.fit(Text.visible(String.join(" ", missing)), 200));
        }
    }

    private JobFiles.Left files(JobRecord ended) throws IOException {
        var output = ended.draft().output();
        if (JobFiles.belongs(ended)) {
            session.order(ended, new Command.Publish()); // by whoever drives it
        } else if (!output.isEmpty()) {
            new JobFiles(wiring.home(), session.store(), wiring.environment()).pour(ended, wiring.out());
        }
        var mirror = BatchMirror.of(wiring, ended, session.ownerPid(), began);
        if (mirror.isPresent()) {
            mirror.get().merged(session.store());
        }
        return output.equals("-")
                ? new JobFiles.Left("standard output", "")
                : JobFiles.left(ended, wiring.workingDirectory());
    }

    private JobRecord record(JobRecord job) {
        return Adopted.apply(wiring.home(), session.store().job(job.id()).orElseThrow());
    }

    /// Until the job left; the signal that stopped it, if one did.
    private Signals.@Nullable Kind watch(JobRecord job) throws InterruptedException, IOException {
        var block = new ProgressBlock(err, wiring.streams().errTerminal(), wiring.width(), now());
        if (!display.silent()) {
            session.listen(event -> tell(job, event));
        }
        var mirror = BatchMirror.of(wiring, job, session.ownerPid(), began);
        Signals.Kind first = null;
        Instant giveUp = Instant.MAX;
        try (var box = wiring.signals().take()) {
            while (!session.await(job, TICK)) {
                if (mirror.isPresent()) {
                    mirror.get().update(session.store(), line -> log(block, line));
                }
                var signal = box.poll();
                if (signal != null) {
                    block.erase();
                    giveUp = first == null ? stop(job, signal) : Instant.MIN;
                    first = first == null ? signal : first;
                }
                if (!now().isBefore(giveUp)) {
                    session.order(job, new Command.Abandon());
                    giveUp = Instant.MAX;
                }
                if (first == null && !display.silent() && block.due(now())) {
                    var facts = JobFacts.glance(session.store(), record(job), session.ownerPid(), now());
                    block.draw(ProgressLine.of(facts, times()), times());
                }
            }
        } finally {
            block.erase();
        }
        if (mirror.isPresent()) {
            mirror.get().stopped(session.store(), line -> log(block, line));
        }
        return first;
    }

    private void log(ProgressBlock block, String line) {
        if (!display.silent()) {
            block.erase();
            err.println(line);
        }
    }

    private Times times() {
        return new Times(now(), ZoneId.systemDefault());
    }

    private Instant now() {
        return wiring.clocks().wall().instant();
    }

    /// Asks the job to stop, and tells what that means; until when rows in flight may take.
    private Instant stop(JobRecord job, Signals.Kind signal) {
        boolean user = signal == Signals.Kind.INT;
        boolean later = Start.later(record(job));
        session.order(
                job,
                user
                        ? new Command.Pause(PauseReason.USER, "stopped with Ctrl-C")
                        : new Command.Pause(PauseReason.INTERRUPTED, "the process was told to end"));
        if (!display.json() && !later) {
            int open = session.store().pulse(job.id()).openCalls();
            err.println();
            err.println("Stopping " + job.handle() + ": up to 10 s for "
                    + (open == 0 ? "rows" : Text.count(open, "row")) + " in flight.");
            if (user) {
                err.println("Ctrl-C again stops now; those rows will run again.");
            }
        }
        return now().plus(IN_FLIGHT);
    }

    private void tell(JobRecord job, JobEvent event) {
        if (event.job() == job.id() && event instanceof JobEvent.ClockJumped(_, var from, var to)) {
            int open = session.store().pulse(job.id()).openCalls();
            err.println("Asleep " + times().brief(from) + "-" + times().clock(to)
                    + (open == 0 ? "" : "; " + Text.count(open, "row") + (open == 1 ? " runs" : " run") + " again"));
        }
    }

    private static int exit(JobRecord job, JobCounts counts, Signals.@Nullable Kind signal, boolean sliced) {
        return switch (job.state()) {
            case COMPLETED -> counts.failed() + counts.uncertain() > 0 ? Exit.FAILED_ROWS : Exit.OK;
            case FAILED -> Exit.UNEXPECTED;
            case CANCELLED -> Exit.PAUSED;
            case PENDING, RUNNING, WAITING, PAUSED -> {
                if (job.reason() == PauseReason.DISK) {
                    yield Exit.STORAGE;
                }
                if (signal != null) {
                    yield signal.exit();
                }
                if (job.reason() == null) {
                    yield Exit.STORAGE; // it left without a word: its last change could not be stored
                }
                yield sliced && job.reason() == PauseReason.INTERRUPTED ? Exit.SLICE_ENDED : Exit.PAUSED;
            }
        };
    }
}
