package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keeps the first and the last 8 KB of standard error: where it began to go wrong, and how it ended.
final class Tail implements Drain.Sink {

    static final int SIZE = 8192;

    private byte[] first = new byte[0];
    private byte[] last = new byte[0];
    private long leftOut;

    @Override
    public synchronized void take(byte[] bytes, int count) {
        int head = Math.min(count, SIZE - first.length);
        if (head > 0) {
            first = joined(first, first.length, bytes, 0, head);
        }
        int rest = count - Math.max(0, head);
        if (rest == 0) {
            return;
        }
        int old = Math.min(last.length, Math.max(0, SIZE - rest));
        int fresh = Math.min(rest, SIZE);
        leftOut += last.length - old + rest - fresh;
        last = joined(Arrays.copyOfRange(last, last.length - old, last.length), old, bytes, count - fresh, fresh);
    }

    private static byte[] joined(byte[] old, int length, byte[] fresh, int from, int count) {
        var all = Arrays.copyOf(old, length + count);
        System.arraycopy(fresh, from, all, length, count);
        return all;
    }

    /// Always valid text: a character cut in the middle is dropped, other stray bytes become U+FFFD.
    synchronized String text() {
        if (leftOut == 0) {
            return new String(joined(first, first.length, last, 0, last.length), StandardCharsets.UTF_8);
        }
        int from = 0;
        while (from < 3 && (last[from] & 0xC0) == 0x80) {
            from++;
        }
        return new String(first, 0, whole(first), StandardCharsets.UTF_8) + "\n… " + leftOut + " bytes left out …\n"
                + new String(last, from, last.length - from, StandardCharsets.UTF_8);
    }

    /// How many bytes stand before a character that was cut off at the end.
    private static int whole(byte[] text) {
        int start = text.length - 1;
        while (start > text.length - 4 && (text[start] & 0xC0) == 0x80) {
            start--;
        }
        int lead = text[start] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return start + length > text.length ? start : text.length;
    }
}
