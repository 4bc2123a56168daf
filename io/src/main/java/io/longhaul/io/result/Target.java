package io.longhaul.io.result;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where a result goes. Closing without [#commit] leaves what was there before.
public interface Target extends AutoCloseable {

    /// To be written to, not closed.
    OutputStream out();

    /// Makes what was written the result; afterwards it is durable, unless it went to a stream.
    void commit() throws IOException;

    @Override
    void close() throws IOException;

    /// The target a user names: `-` is the stream; a file is replaced whole at the commit; a device or pipe is written
    /// to directly.
    ///
    /// @throws OutputException if there can be no file of that name
    static Target of(String path, OutputStream stdout) throws IOException {
        if (path.equals("-")) {
            return new Direct(stdout, false);
        }
        Path file;
        try {
            file = Path.of(path);
        } catch (InvalidPathException e) {
            throw new OutputException(path + " is no path: " + e.getReason());
        }
        if (isStream(file)) {
            return new Direct(Files.newOutputStream(file), true);
        }
        AtomicFile.sweep(file);
        return AtomicFile.at(file);
    }

    /// Whether it is a device or a pipe: it cannot be replaced, and nothing is put beside it.
    static boolean isStream(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /// Finds out early what [#of] would refuse in the end; leaves nothing behind.
    ///
    /// @throws OutputException if there can be no file of that name
    static void check(Path file) throws IOException {
        if (isStream(file)) {
            if (!Files.isWritable(file)) {
                throw new OutputException(file + " may not be written to; choose another file");
            }
            return;
        }
        AtomicFile.sweep(file);
        AtomicFile.at(file).close();
    }

    /// A stream has no "before": all that is written stays written.
    final class Direct implements Target {
        private final OutputStream out;
        private final OutputStream stream;
        private final boolean owned;

        private Direct(OutputStream out, boolean owned) {
            this.out = new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            };
            this.stream = out;
            this.owned = owned;
        }

        @Override
        public OutputStream out() {
            return out;
        }

        @Override
        public void commit() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
            if (owned) {
                stream.close();
            }
        }
    }
}
