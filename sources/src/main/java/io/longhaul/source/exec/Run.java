package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Transport.Delivery.NotSent;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One child from its start to its end.
final class Run {

    // A pipe takes at least one page without anybody reading it: so much is written without another thread.
    private static final int FITS_A_PIPE = 4096;

    /// What all runs of a transport share, and the room of this one.
    record Setting(ExecPlace place, Intake intake, Executor pipes, InstantSource clock) {}

    private final Setting setting;
    private final Children children;
    private final Child child;
    private final ExecFiles files;
    private final Capped output;
    private final Tail errors = new Tail();
    private final Drain stdout;
    private final Drain stderr;

    Run(Setting setting, Children children, Child child, ExecFiles files) {
        this.setting = setting;
        this.children = children;
        this.child = child;
        this.files = files;
        this.output = new Capped(setting.place().maxOutput(), setting.intake(), () -> children.kill(child));
        Drain.Sink nowhere = (bytes, count) -> {};
        this.stdout = new Drain(child.stdout(), files.out() == null ? output : nowhere);
        this.stderr = new Drain(child.stderr(), errors);
        setting.pipes().execute(stdout);
        setting.pipes().execute(stderr);
        if (files.stdin().length <= FITS_A_PIPE) {
            feed();
        } else {
            setting.pipes().execute(this::feed);
        }
    }

    private void feed() {
        try (var stdin = child.process().getOutputStream()) {
            stdin.write(files.stdin());
        } catch (IOException unread) {
            // a child need not read its input
        }
    }

    /// @throws StartedException if it ended and what it left could not be read
    Delivery await(Duration timeout) throws StartedException {
        try {
            if (!child.process().waitFor(timeout)) {
                children.end(child, Waiting.SECOND);
                letGo();
                return ExecTransport.timeout(timeout, errors.text());
            }
            settle();
            return outcome();
        } catch (InterruptedException stop) {
            children.end(child, Duration.ZERO);
            letGo();
            Thread.currentThread().interrupt();
            return ExecTransport.interrupted();
        } catch (IOException unreadable) {
            throw new StartedException(unreadable);
        }
    }

    /// The child ended; somebody it started may still hold its output.
    private void settle() throws InterruptedException {
        boolean ended = stdout.ended(Waiting.SECOND);
        while (!ended && output.heldUp()) {
            ended = stdout.ended(Waiting.SECOND); // it is we who do not read
        }
        if (ended && stderr.ended(Waiting.SECOND)) {
            children.ended(child);
            return;
        }
        children.end(child, Duration.ZERO);
        letGo();
    }

    /// Everybody who wrote is gone and so the pipes end, unless somebody was out of reach.
    private void letGo() {
        try {
            if (stdout.ended(Waiting.SECOND) && stderr.ended(Waiting.SECOND)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        stdout.abandon();
        stderr.abandon();
    }

    private Delivery outcome() throws IOException, InterruptedException {
        int status = child.process().exitValue();
        var notRun = notRun(status);
        if (notRun != null) {
            return notRun;
        }
        var headers = new HashMap<String, String>();
        headers.put("stderr", errors.text());
        SignalName.of(status).ifPresent(signal -> headers.put("signal", signal));
        var body = output.bytes();
        boolean flooded = output.flooded();
        var out = files.out();
        long size = out != null && Files.isRegularFile(out) ? Files.size(out) : 0;
        if (size > setting.place().maxOutput()) {
            flooded = true;
        } else if (out != null) {
            setting.intake().take(size);
            var written = ExecFiles.read(out);
            if (written == null) {
                headers.put("no-output", "true");
            }
            body = Objects.requireNonNullElse(written, new byte[0]);
        }
        if (flooded) {
            headers.put("flooded", setting.place().maxOutput() + " bytes");
        }
        return ExecTransport.answered(status, headers, body, setting.clock());
    }

    /// The leash says in its own words that the program could not take its place.
    private @Nullable NotSent notRun(int status) {
        var said = errors.text().strip();
        if (status == 125 && said.startsWith("longhaul: no record in")) {
            return new NotSent(ErrorClass.RESOURCE, said);
        }
        for (var leash : new String[] {"setsid: failed to execute ", "longhaul: failed to execute "}) {
            if ((status == 126 || status == 127) && said.startsWith(leash) && said.lines().count() == 1) {
                return new NotSent(
                        ErrorClass.UNKNOWN,
                        "cannot run " + said.substring(leash.length()) + "; check the interpreter on its first line");
            }
        }
        return null;
    }
}
