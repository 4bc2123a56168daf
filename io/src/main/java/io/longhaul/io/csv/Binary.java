package io.longhaul.io.csv;

import io.longhaul.io.list.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Files that are no text: what they are, and what to do.
final class Binary {
    /// Below this share, NULs are not the other half of two-byte characters.
    private static final double WIDE = 0.3;

    private Binary() {}

    static void refuseKnown(String name, byte[] head, int n) {
        if (begins(head, n, "PK\3\4") || begins(head, n, "PK\5\6")) {
            boolean workbook = new String(head, 0, n, StandardCharsets.ISO_8859_1).contains("xl/")
                    || name.endsWith(".xlsx");
            throw workbook
                    ? new InputException(
                            name, "is an Excel workbook (.xlsx), not text",
                            "Save the sheet as CSV UTF-8 and give that.")
                    : new InputException(name, "is a zip archive, not text", "Unpack it and give the file in it.");
        }
        if (begins(head, n, "\37\213")) {
            throw new InputException(
                    name, "is compressed with gzip", "Unpack it: gunzip -c " + name + " | longhaul … -");
        }
        if (begins(head, n, "%PDF-")) {
            throw new InputException(name, "is a PDF, not text", "Export its table as CSV and give that.");
        }
        if (begins(head, n, "\320\317\021\340")) {
            throw new InputException(
                    name, "is an old Excel or Office file, not text", "Save the sheet as CSV UTF-8 and give that.");
        }
        if (begins(head, n, "PAR1")) {
            throw new InputException(name, "is a Parquet file, not text", "Export it as CSV and give that.");
        }
        if (begins(head, n, "(\265/\375") || begins(head, n, "BZh") || begins(head, n, "\3757zXZ")) {
            throw new InputException(name, "is compressed", "Unpack it and give the text.");
        }
    }

    /// Why a NUL byte was met.
    static InputException nul(String name, byte[] head, long line) {
        int[] nuls = {0, 0};
        for (int i = 0; i < head.length; i++) {
            nuls[i & 1] += head[i] == 0 ? 1 : 0;
        }
        double half = head.length / 2.0;
        boolean high = nuls[1] > WIDE * half;
        if (high != nuls[0] > WIDE * half) {
            var charset = high ? "UTF-16LE" : "UTF-16BE";
            return new InputException(
                    name,
                    "looks like " + charset + " but has no byte order mark",
                    "If it is, add --charset " + charset + "; else save it as UTF-8.");
        }
        return new InputException(
                name, "is binary: line " + line + " has a NUL byte", "Give a text file: CSV, or one key a line.");
    }

    private static boolean begins(byte[] head, int n, String latin) {
        var magic = latin.getBytes(StandardCharsets.ISO_8859_1);
        return n >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
}
