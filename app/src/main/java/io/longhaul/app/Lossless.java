package io.longhaul.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Remembers that standard output could not be written, which a [PrintStream] swallows.
final class Lossless extends FilterOutputStream {

    private volatile @Nullable IOException failure;

    Lossless(OutputStream out) {
        super(out);
    }

    PrintStream print() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    /// What went wrong; null if nothing did, or if the reader only closed its end, as `head` does.
    @Nullable
    String lost() {
        var first = failure;
        var message = first == null ? null : String.valueOf(first.getMessage());
        return message == null || message.contains("Broken pipe") ? null : message;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}
