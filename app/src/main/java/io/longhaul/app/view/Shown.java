package io.longhaul.app.view;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The one way to a terminal. Whatever is printed may come from a file, an upstream or a user: beyond plain characters it
/// is shown, never sent, as `\u001b`, which is also how JSON spells it. Line ends and tabs pass. What Longhaul itself
/// tells the terminal goes through [#own].
public final class Shown extends PrintStream {

    private final PrintStream raw;
    private final Spelling spelling;

    private Shown(PrintStream raw, Spelling spelling) {
        super(spelling, true, StandardCharsets.UTF_8);
        this.raw = raw;
        this.spelling = spelling;
    }

    public static PrintStream of(PrintStream raw) {
        return raw instanceof Shown ? raw : new Shown(raw, new Spelling(raw));
    }

    /// Past all spelling: for sequences of our own, and text that nobody else wrote.
    public static void own(PrintStream to, String text) {
        if (to instanceof Shown shown) {
            synchronized (shown.spelling) {
                shown.flush();
                shown.raw.print(text);
                shown.raw.flush();
            }
        } else {
            to.print(text);
        }
    }

    /// The stream below, for what nobody else wrote a word of.
    public static PrintStream below(PrintStream to) {
        return to instanceof Shown shown ? shown.raw : to;
    }

    @Override
    public boolean checkError() {
        boolean own = super.checkError();
        return raw.checkError() || own;
    }

    /// Takes bytes as they come, characters cut in the middle too.
    private static final class Spelling extends OutputStream {
        private static final int LONGEST = 4;

        private final PrintStream raw;
        private final StringBuilder text = new StringBuilder();
        private final byte[] begun = new byte[LONGEST];
        private int have;
        private int want;
        /// A carriage return passes before a line feed only: alone it would let a line be overwritten.
        private boolean returned;

        Spelling(PrintStream raw) {
            this.raw = raw;
        }

        @Override
        public synchronized void write(int one) {
            take((byte) one);
            pass();
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            for (int i = from; i < from + length; i++) {
                take(bytes[i]);
            }
            pass();
        }

        @Override
        public synchronized void flush() {
            raw.flush();
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        private void pass() {
            if (!text.isEmpty()) {
                raw.print(text);
                text.setLength(0);
            }
        }

        private void take(byte next) {
            boolean continues = (next & 0xc0) == 0x80;
            if (have > 0 && continues) {
                begun[have++] = next;
                if (have == want) {
                    character();
                }
                return;
            }
            broken();
            want = length(next);
            if (want == 1) {
                put(next & 0xff, continues || next < 0);
            } else {
                begun[have++] = next;
            }
        }

        private static int length(byte lead) {
            int b = lead & 0xff;
            return b >= 0xf0 && b < 0xf5 ? 4 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xc2 && b < 0xe0 ? 2 : 1;
        }

        private void character() {
            var decoded = new String(begun, 0, have, StandardCharsets.UTF_8);
            if (decoded.codePointCount(0, decoded.length()) == 1 && decoded.codePointAt(0) != 0xfffd) {
                have = 0;
                put(decoded.codePointAt(0), false);
            } else if (decoded.equals("\ufffd") && have == 3 && begun[0] == (byte) 0xef) {
                have = 0;
                put(0xfffd, false);
            } else {
                broken();
            }
        }

        /// Bytes that are no character are shown as such.
        private void broken() {
            int many = have;
            have = 0;
            for (int i = 0; i < many; i++) {
                put(begun[i] & 0xff, true);
            }
        }

        private void put(int c, boolean bareByte) {
            if (returned) {
                returned = false;
                text.append(c == '\n' && !bareByte ? "\r" : "\\r");
            }
            if (bareByte) {
                text.append(String.format("\\u%04x", c));
            } else if (c == '\r') {
                returned = true;
            } else if (c == '\n' || c == '\t' || Text.plain(c)) {
                text.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    text.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
