package io.longhaul.io.csv;

import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What the bytes of a text say before any charset is known; one pass in constant memory.
///
/// @param head the first bytes
/// @param whole whether `head` is all there is
/// @param lines whether anything stands below the first line
/// @param unusual chunks that hold bytes above 127, for telling a charset
record ByteScan(byte[] head, boolean whole, boolean lines, Mark mark, boolean ascii, boolean utf8, byte[] unusual) {
    /// Longer lines are refused: no list has them, and one would not fit into memory.
    static final long MAX_LINE = 64L << 20;

    private static final int CHUNK = 1 << 16;
    /// What is looked at to tell charset, dialect and header.
    static final int HEAD = 1 << 18;
    private static final int UNUSUAL = 1 << 20;

    /// @param wide whether the user names a charset in which NUL bytes are usual
    static ByteScan of(Bytes bytes, boolean wide) throws IOException {
        var pass = new Pass(bytes.name(), wide);
        try (var in = bytes.open()) {
            var chunk = new byte[CHUNK];
            for (int n = in.readNBytes(chunk, 0, CHUNK); n > 0; n = in.readNBytes(chunk, 0, CHUNK)) {
                pass.chunk(chunk, n);
            }
        }
        return pass.end();
    }

    private static final class Pass {
        private final String name;
        private final boolean wide;
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private final ByteArrayOutputStream unusual = new ByteArrayOutputStream();
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        private final ByteBuffer pending = ByteBuffer.allocate(CHUNK + 8);
        private final CharBuffer chars = CharBuffer.allocate(CHUNK + 8);
        private Mark mark = Mark.NONE;
        private boolean ascii = true;
        private boolean utf8 = true;
        private long size;
        private long line = 1;
        private long lineBytes;
        private boolean below;

        Pass(String name, boolean wide) {
            this.name = name;
            this.wide = wide;
        }

        void chunk(byte[] chunk, int n) {
            if (size == 0) {
                mark = Mark.of(chunk, n);
                Binary.refuseKnown(name, chunk, n);
            }
            if (head.size() < HEAD) {
                head.write(chunk, 0, Math.min(n, HEAD - head.size()));
            }
            size += n;
            boolean plain = lines(chunk, n);
            if (!plain) {
                ascii = false;
                if (unusual.size() < UNUSUAL) {
                    unusual.write(chunk, 0, n);
                }
            }
            if (utf8 && !mark.wide()) {
                decode(chunk, n, plain);
            }
        }

        /// Measures lines, refuses NUL; tells whether all bytes are ASCII.
        private boolean lines(byte[] chunk, int n) {
            int seen = 0;
            long nul = 0;
            for (int i = 0; i < n; i++) {
                byte b = chunk[i];
                seen |= b;
                if (b == '\n' || b == '\r') {
                    line += b == '\n' ? 1 : 0;
                    lineBytes = 0;
                } else {
                    nul = b == 0 && nul == 0 ? line : nul;
                    lineBytes++;
                    below |= line > 1;
                    if (lineBytes > MAX_LINE) {
                        throw new InputException(
                                name,
                                "line " + line + " is longer than " + (MAX_LINE >> 20) + " MB",
                                "A list has one row a line; check how the file was made.");
                    }
                }
            }
            if (nul > 0 && !wide && !mark.wide()) {
                throw Binary.nul(name, head.toByteArray(), nul);
            }
            return seen >= 0;
        }

        private void decode(byte[] chunk, int n, boolean plain) {
            if (plain && pending.position() == 0) {
                return; // ASCII between complete characters is UTF-8
            }
            pending.put(chunk, 0, n).flip();
            utf8 = !decoder.decode(pending, chars.clear(), false).isError();
            pending.compact();
        }

        ByteScan end() {
            boolean complete = pending.position() == 0;
            return new ByteScan(
                    head.toByteArray(), size == head.size(), below, mark, ascii, utf8 && complete,
                    unusual.toByteArray());
        }
    }
}
