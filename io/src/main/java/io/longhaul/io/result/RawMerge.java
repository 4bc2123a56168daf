package io.longhaul.io.result;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// Joins the outputs of a wrapped command in the order given, byte for byte.
///
/// The caller says which header the chunks carry. It stays where it first stands; the first line of each later chunk is
/// dropped when it is the same header, and only then. A chunk that begins otherwise is kept whole. Between chunks, and
/// only there, one line end is added where it is missing.
public final class RawMerge {
    private final OutputStream out;
    private final HeaderLine header;
    private byte[] lineEnd = {'\n'};
    private boolean begun;
    private boolean headed;
    private boolean open;

    /// How a chunk begins.
    ///
    /// @param line without its line end
    /// @param next the line after it, likewise; empty where there is none
    /// @param more whether anything follows the line
    public record Start(byte[] line, byte[] next, boolean more) {}

    /// @param header that chunks begin with; [HeaderLine#NONE] keeps every byte
    public RawMerge(OutputStream out, HeaderLine header) {
        this.out = out;
        this.header = header;
    }

    /// Reads as far as the end of the second line.
    public static Start start(InputStream chunk) throws IOException {
        var in = new BufferedInputStream(chunk);
        var line = line(in);
        var next = line(in);
        return new Start(content(line), content(next), next.length > 0);
    }

    /// Appends a chunk; an empty one leaves no trace. The stream is read to its end, not closed.
    public void add(InputStream chunk) throws IOException {
        var in = new BufferedInputStream(chunk);
        var line = line(in);
        if (line.length == 0) {
            return;
        }
        if (!begun) {
            begun = true;
            lineEnd = line.length - content(line).length == 2 ? new byte[] {'\r', '\n'} : lineEnd;
        }
        if (!header.isNone() && header.equals(HeaderLine.of(line))) {
            if (headed) {
                line = line(in);
            }
            headed = true;
            if (line.length == 0) {
                return;
            }
        }
        if (open) {
            out.write(lineEnd);
        }
        out.write(line);
        open = line[line.length - 1] != '\n';
        copy(in);
    }

    private void copy(InputStream in) throws IOException {
        var buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            open = buffer[n - 1] != '\n';
        }
    }

    /// With its line end, if it has one; empty at the end of the stream.
    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private static byte[] content(byte[] line) {
        int end = line.length;
        if (end > 0 && line[end - 1] == '\n') {
            end -= end > 1 && line[end - 2] == '\r' ? 2 : 1;
        }
        return Arrays.copyOf(line, end);
    }
}
