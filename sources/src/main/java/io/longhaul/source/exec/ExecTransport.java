package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery.Answered;
import io.longhaul.engine.Transport.Delivery.Lost;
import io.longhaul.engine.Transport.Delivery.NotSent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Runs commands, each in a process group of its own.
///
/// - **Input**: [Request.Exec#stdin] goes to standard input, or to the file that replaces `{in}`.
/// - **Reply**: status is the exit status (128 + n when ended by signal n); the body is standard output, or what
///   the command left in `{out}`; header `stderr` is the first and the last 8 KB of standard error; `signal` as `9 (KILL)`;
///   `flooded` when more than [ExecPlace#maxOutput] was written and the command was ended for it; `no-output` when
///   the file `{out}` was not written; `eof` when a coprocess ended instead of answering.
/// - **Not sent**: the program is missing or not executable (`unknown`), or no process could be started
///   (`resource`).
/// - **Lost**: no answer within the attempt's time-out, with the first and the last 8 KB of standard error; the group
///   is asked to end (TERM), and one second later ended (KILL). The same at once on interrupt. Also a command that was started but could not be followed
///   (`resource`): it may have done its work.
/// - **Nothing stays**: whatever a command leaves in its process group is ended with it. When it leaves somebody
///   who holds its output open, the output counts as complete one second after the command's end.
/// - **Cost**: one exec more than the command itself, and two threads while it runs (pipes have no selectors).
public final class ExecTransport implements Transport {

    private final ExecPlace place;
    private final InstantSource clock;
    private final Children children;
    private final Coprocesses coprocesses;
    // Platform threads: a virtual one keeps its carrier while it reads a pipe, and 256 of those would stop all.
    private final ExecutorService pipes = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("longhaul-pipe-", 0).factory());

    /// @param clock stamps replies
    public ExecTransport(ExecPlace place, InstantSource clock) {
        this(place, clock, Leash.best());
    }

    ExecTransport(ExecPlace place, InstantSource clock, Leash leash) {
        Children.prepare(place);
        this.place = place;
        this.clock = clock;
        this.children = new Children(place, leash);
        this.coprocesses = new Coprocesses(place, clock, children, pipes);
    }

    /// Ends what a dead owner of the same place left running. Only whoever owns the place now may call it, before
    /// anything is sent.
    ///
    /// @return how many children and strayed descendants were ended
    public static int reap(ExecPlace place) {
        Children.prepare(place);
        return new Survivors(place).end();
    }

    @Override
    public Delivery send(Request request, Attempt attempt) {
        if (!(request instanceof Request.Exec exec)) {
            throw new IllegalArgumentException("a command is run, got an HTTP request: " + request.getClass());
        }
        var missing = Programs.missing(place, exec.argv().getFirst());
        if (missing.isPresent()) {
            return new NotSent(ErrorClass.UNKNOWN, missing.get());
        }
        try {
            Children.restore(place);
            return exec.coprocess() ? coprocesses.ask(exec, attempt) : once(exec, attempt);
        } catch (StartedException unfollowed) {
            return unfollowed.lost();
        } catch (IOException notStarted) {
            return StartFailure.of(notStarted);
        } catch (UncheckedIOException denied) {
            return StartFailure.of(Objects.requireNonNull(denied.getCause()));
        }
    }

    private Delivery once(Request.Exec exec, Attempt attempt) throws IOException {
        try (var files = ExecFiles.create(exec, place.files(), attempt.callId())) {
            var setting = new Run.Setting(place, attempt.intake(), pipes, clock);
            return children.start(files.argv(), child -> new Run(setting, children, child, files))
                    .await(attempt.timeout());
        }
    }

    /// @param errors standard error so far: it is kept, and its last line may tell where it hangs
    static Lost timeout(Duration timeout, String errors) {
        var seconds = timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
        var line = Said.lastLine(errors);
        return new Lost(
                ErrorClass.TIMEOUT, "no answer in " + seconds + (line.isEmpty() ? "" : "; its last words: " + line),
                errors);
    }

    static Lost interrupted() {
        return new Lost(ErrorClass.UNKNOWN, "stopped before it answered");
    }

    static Answered answered(int status, java.util.Map<String, String> headers, byte[] body, InstantSource clock) {
        return new Answered(new Reply(status, headers, body, clock.instant()));
    }

    @Override
    public void close() {
        coprocesses.close();
        children.close();
        pipes.shutdown();
    }
}
