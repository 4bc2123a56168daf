package io.longhaul.source.exec;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/// A running child, the leader of its own process group.
///
/// @param mark unique; the value of [Children#MARK] in its environment and its descendants'
/// @param stdout what it and its descendants write; ends when the last of them closes it
/// @param stderr likewise
/// @param pipes behind stdout and stderr
record Child(Process process, String mark, InputStream stdout, InputStream stderr, Pipes.Pair pipes) {

    /// @param builder complete but for its outputs
    static Child start(ProcessBuilder builder, String mark, Pipes.Pair pipes) throws IOException {
        var out = Pipes.Ends.open(pipes.out());
        try (var _ = out.hold()) {
            var err = Pipes.Ends.open(pipes.err());
            try (var _ = err.hold()) {
                builder.redirectOutput(pipes.out().toFile()).redirectError(pipes.err().toFile());
                return new Child(builder.start(), mark, out.reader(), err.reader(), pipes);
            } catch (IOException | RuntimeException failed) {
                err.reader().close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            out.reader().close();
            throw failed;
        }
    }

    long pid() {
        return process.pid();
    }

    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }
}
