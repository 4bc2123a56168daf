package io.longhaul.app;

import io.longhaul.app.view.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// What a command reads and writes.
///
/// @param out data only
/// @param err progress, messages, logs
/// @param outTerminal whether a person sees `out` directly; `errTerminal` and `inTerminal` likewise
public record Streams(
        InputStream in, PrintStream out, PrintStream err, boolean inTerminal, boolean outTerminal,
        boolean errTerminal) {

    /// The process's own.
    public static Streams system() {
        return new Streams(System.in, System.out, System.err, terminal(0), terminal(1), terminal(2));
    }

    /// Without a terminal.
    public static Streams of(InputStream in, PrintStream out, PrintStream err) {
        return new Streams(in, out, err, false, false, false);
    }

    /// The same, where nothing reaches a terminal but what shows itself. Messages are spelt out wherever they go: logs are
    /// looked at later. Data that goes elsewhere stays what it is.
    Streams shown() {
        return new Streams(in, outTerminal ? Shown.of(out) : out, Shown.of(err), inTerminal, outTerminal, errTerminal);
    }

    private static boolean terminal(int descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException noProc) {
            // elsewhere Java only tells about input and output together
            return Objects.requireNonNull(System.console(), "never null since JDK 22").isTerminal();
        }
    }
}
