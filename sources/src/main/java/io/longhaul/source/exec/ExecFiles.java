package io.longhaul.source.exec;

import io.longhaul.engine.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The files behind `{in}` and `{out}` of one run; removed when it is over.
record ExecFiles(List<String> argv, byte[] stdin, @Nullable Path in, @Nullable Path out) implements AutoCloseable {

    private static final String IN = "{in}";
    private static final String OUT = "{out}";
    private static final AtomicLong NUMBER = new AtomicLong();

    static ExecFiles create(Request.Exec request, Path directory, long callId) throws IOException {
        var in = mentions(request.argv(), IN) ? directory.resolve(name(callId, "in")) : null;
        var out = mentions(request.argv(), OUT) ? directory.resolve(name(callId, "out")) : null;
        if (in == null && out == null) {
            return new ExecFiles(request.argv(), request.stdin(), null, null);
        }
        if (in != null) {
            Private.file(in, request.stdin());
        }
        var argv = request.argv().stream()
                .map(word -> in == null ? word : word.replace(IN, in.toString()))
                .map(word -> out == null ? word : word.replace(OUT, out.toString()))
                .toList();
        return new ExecFiles(argv, in == null ? request.stdin() : new byte[0], in, out);
    }

    private static boolean mentions(List<String> argv, String placeholder) {
        return argv.stream().anyMatch(word -> word.contains(placeholder));
    }

    // Two attempts at one call may overlap when the first one could not be ended in time.
    private static String name(long callId, String end) {
        return callId + "-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "." + end;
    }

    @Override
    public void close() {
        for (var file : new @Nullable Path[] {in, out}) {
            try {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException kept) {
                // the next start clears the directory
            }
        }
    }

    /// What the command left in `{out}`; null where it wrote no such file. A directory is none, and a pipe, which
    /// would keep its reader for ever, is none either.
    static byte @Nullable [] read(Path out) throws IOException {
        try {
            return Files.isRegularFile(out) ? Files.readAllBytes(out) : null;
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
