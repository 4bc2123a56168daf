package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;

/// Keeps the last 8 KB of standard error.
final class Tail implements Drain.Sink {

    static final int SIZE = 8192;

    private byte[] kept = new byte[0];

    @Override
    public synchronized void take(byte[] bytes, int count) {
        int old = Math.min(kept.length, Math.max(0, SIZE - count));
        int fresh = Math.min(count, SIZE);
        var next = new byte[old + fresh];
        System.arraycopy(kept, kept.length - old, next, 0, old);
        System.arraycopy(bytes, count - fresh, next, old, fresh);
        kept = next;
    }

    /// Always valid text: a character cut in front is dropped, other stray bytes become U+FFFD.
    synchronized String text() {
        int from = 0;
        if (kept.length == SIZE) {
            while (from < 3 && (kept[from] & 0xC0) == 0x80) {
                from++;
            }
        }
        return new String(kept, from, kept.length - from, StandardCharsets.UTF_8);
    }
}
