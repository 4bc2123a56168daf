package io.longhaul.source.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts output into lines, or CSV records, without changing a byte.
final class Lines {

    private Lines() {}

    /// With their line ends; a line end inside quotes is part of its record where `quotes`.
    static List<byte[]> of(byte[] bytes, boolean quotes) {
        var lines = new ArrayList<byte[]>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < bytes.length; i++) {
            quoted ^= quotes && bytes[i] == '"';
            if (bytes[i] == '\n' && !quoted) {
                lines.add(Arrays.copyOfRange(bytes, from, i + 1));
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            lines.add(Arrays.copyOfRange(bytes, from, bytes.length));
        }
        return lines;
    }

    static byte[] joined(List<byte[]> parts) {
        var all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
