package io.longhaul.io.result;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/// Joins the outputs of a wrapped command in the order given, byte for byte.
///
/// The caller says whether the chunks carry a header; [#carryHeader] is the rule for who does not know. With a header
/// the first line of each later chunk is dropped when it equals the first chunk's; a chunk that begins otherwise is
/// kept whole. Between chunks, and only there, one line end is added where it is missing.
public final class RawMerge {
    private final OutputStream out;
    private final boolean header;
    private byte[] firstLine = {};
    private byte[] lineEnd = {'\n'};
    private boolean begun;
    private boolean open;

    /// How a chunk begins.
    ///
    /// @param line without its line end
    /// @param more whether anything follows the line
    public record Start(byte[] line, boolean more) {}

    /// @param header whether each chunk begins with the same line of column names
    public RawMerge(OutputStream out, boolean header) {
        this.out = out;
        this.header = header;
    }

    /// Whether the chunks begin with a header: there is more than one, all begin with the same line, and one has more
    /// than that line (for items that merely print the same).
    ///
    /// @param starts of the chunks that are not empty
    public static boolean carryHeader(List<Start> starts) {
        return starts.size() > 1
                && starts.stream().allMatch(each -> Arrays.equals(each.line, starts.getFirst().line))
                && starts.stream().anyMatch(Start::more);
    }

    /// Reads as far as the second line.
    public static Start start(InputStream chunk) throws IOException {
        var in = new BufferedInputStream(chunk);
        var line = line(in);
        return new Start(content(line), in.read() >= 0);
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
            firstLine = content(line);
            lineEnd = line.length - firstLine.length == 2 ? new byte[] {'\r', '\n'} : lineEnd;
        } else if (header && Arrays.equals(content(line), firstLine)) {
            line = line(in);
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
