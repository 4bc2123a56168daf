package io.longhaul.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends signals to process groups, which Java cannot. One long-lived shell does it with its builtin `kill`:
/// a signal is one line to it instead of one process, so that every child's group can be cleared when it ends.
final class Signals implements AutoCloseable {

    // "-s" and not "-KILL": dash takes a negative number only after "-s NAME --"
    private static final String LOOP =
            """
            trap '' INT TERM HUP
            while read -r signal group; do kill -s "$signal" -- "-$group"; done
            """;

    private final Leash leash;
    private final ExecPlace place;
    private @Nullable Process shell;
    /// All groups were told; a shell begun now would be left behind.
    private boolean closed;

    Signals(Leash leash, ExecPlace place) {
        this.leash = leash;
        this.place = place;
    }

    /// Signals a group; one that is gone already is no error. Where it cannot be done at all, what is known by
    /// process id is ended all the same.
    synchronized void toGroup(String signal, long group) {
        if (leash == Leash.NONE || closed) {
            return;
        }
        for (int attempt = 1; attempt <= 2; attempt++) {
            try {
                var stdin = running().getOutputStream();
                stdin.write((signal + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
                stdin.flush();
                return;
            } catch (IOException broken) { // somebody ended the shell: the next attempt starts another
                shell = null;
            }
        }
    }

    private Process running() throws IOException {
        var current = shell;
        if (current != null && current.isAlive()) {
            return current;
        }
        var builder = new ProcessBuilder(leash.command(List.of("/bin/sh", "-c", LOOP), place.pids()));
        builder.environment().clear();
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        var started = builder.start();
        shell = started;
        return started;
    }

    /// Ends the shell once it has sent what it was told to.
    @Override
    public synchronized void close() {
        closed = true;
        var last = shell;
        shell = null;
        if (last == null) {
            return;
        }
        try {
            last.getOutputStream().close();
        } catch (IOException gone) {
            return; // it has ended already
        }
        Waiting.forExit(last, Waiting.SECOND);
        Register.leave(place, last.pid());
    }
}
