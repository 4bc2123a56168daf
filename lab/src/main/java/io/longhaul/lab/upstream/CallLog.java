package io.longhaul.lab.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongFunction;

/// The file in which an upstream writes down every call before anyone is answered; several may share it.
public final class CallLog implements AutoCloseable {

    private final FileChannel file;
    private final LabLog before;
    private long sequence;

    /// @param path appended to; made when missing
    public CallLog(Path path) throws IOException {
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        this.before = LabLog.read(path);
        this.sequence = before.calls().size();
    }

    /// What earlier processes wrote.
    LabLog before() {
        return before;
    }

    /// @param call made for its number in the log
    synchronized Call append(LongFunction<Call> call) {
        var made = call.apply(++sequence);
        try {
            var bytes = ByteBuffer.wrap(made.line().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("the upstream's log cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
