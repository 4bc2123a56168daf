package io.longhaul.io.csv;

import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.Dialect;
import io.longhaul.io.list.Dialect.Shape;
import io.longhaul.io.list.Headers;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputSpec;
import io.longhaul.io.list.RawRow;
import io.longhaul.io.list.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Delimited text, or one value a line.
public final class CsvTable implements Table {
    private static final int SAMPLE_ROWS = 200;
    private static final int SAMPLE_CHARS = 1 << 20;

    private final Bytes bytes;
    private final Mark mark;
    private final String stamp;
    private final Dialect dialect;
    private final List<RawRow> sample;

    private CsvTable(Bytes bytes, Mark mark, String stamp, Dialect dialect, List<RawRow> sample) {
        this.bytes = bytes;
        this.mark = mark;
        this.stamp = stamp;
        this.dialect = dialect;
        this.sample = sample;
    }

    /// Scans the bytes once and tells charset, dialect and header.
    ///
    /// @throws InputException if this is no text, is empty or cannot be read
    public static CsvTable open(Bytes bytes, InputSpec.Reading reading) {
        try {
            return tell(bytes, reading);
        } catch (IOException e) {
            throw new InputException(bytes.name(), "could not be read: " + e.getMessage(),
                    "Check the disk and the file.");
        }
    }

    private static CsvTable tell(Bytes bytes, InputSpec.Reading reading) throws IOException {
        refuseDelimiter(bytes.name(), reading.delimiter());
        var asked = Charsets.named(bytes.name(), reading.charset());
        boolean wide = asked != null && asked.name().toUpperCase(Locale.ROOT).matches("UTF-(16|32).*");
        var stamp = bytes.stamp();
        var scan = ByteScan.of(bytes, wide);
        var charset = asked == null ? Charsets.of(bytes.name(), scan) : asked;
        var head = decode(scan, charset);
        if (head.isBlank() && scan.whole()) {
            throw new InputException(bytes.name(), "is empty", "Give a list with at least one row.");
        }
        refuseFirstLine(bytes.name(), scan, head);
        var found = new Sniffer(head, scan.whole()).find(reading.delimiter());
        var bare = new Dialect(
                found.shape(),
                found.delimiter(),
                found.quote(),
                charset,
                scan.mark() != Mark.NONE,
                found.lineEnd(),
                found.spaced(),
                false);
        var sample = new CsvTable(bytes, scan.mark(), stamp, bare, List.of()).firstRows();
        if (sample.isEmpty()) {
            throw new InputException(bytes.name(), "is empty", "Give a list with at least one row.");
        }
        refuseTitle(bytes.name(), bare, sample);
        return new CsvTable(bytes, scan.mark(), stamp, bare.header(header(reading, bare, sample)), sample);
    }

    private static void refuseDelimiter(String name, @Nullable Character delimiter) {
        if (delimiter != null && (Character.isLetterOrDigit(delimiter) || "\"'\r\n".indexOf(delimiter) >= 0)) {
            throw new InputException(
                    name, "--delimiter " + delimiter + " cannot part cells", "Use a comma, semicolon, tab or pipe.");
        }
    }

    /// What names more columns than are looked at is no list of one value a line.
    private static void refuseFirstLine(String name, ByteScan scan, String head) {
        if (scan.lines() && !scan.whole() && head.strip().indexOf('\n') < 0 && head.strip().indexOf('\r') < 0) {
            throw new InputException(
                    name,
                    1,
                    "the first line is longer than " + (ByteScan.HEAD >> 10) + " KB, which no header may be",
                    "Leave out columns that nobody needs, or check how the file was made.");
        }
    }

    /// A title above the header would make every row ragged.
    private static void refuseTitle(String name, Dialect dialect, List<RawRow> sample) {
        var first = sample.getFirst();
        long wider = sample.stream().filter(row -> row.cells().size() > 1).count();
        if (dialect.shape() == Shape.DELIMITED && first.cells().size() == 1 && 2 * wider > sample.size()) {
            throw new InputException(
                    name,
                    first.number(),
                    "one cell, but most rows below have more",
                    "Remove what stands above the header, or name the delimiter with --delimiter.");
        }
    }

    private static boolean header(InputSpec.Reading reading, Dialect bare, List<RawRow> sample) {
        var said = reading.header();
        if (said != null) {
            return said;
        }
        var key = reading.keyColumn();
        if (bare.shape() == Shape.ONE_LINE) {
            return false;
        }
        return (key != null && sample.getFirst().cells().stream().anyMatch(cell -> cell.strip().equalsIgnoreCase(key)))
                || Headers.isHeader(sample, bare.shape() == Shape.ONE_A_LINE);
    }

    private static String decode(ByteScan scan, Charset charset) throws IOException {
        int skip = scan.mark().length();
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(scan.head(), skip, scan.head().length - skip))
                .toString();
    }

    private List<RawRow> firstRows() {
        var rows = new ArrayList<RawRow>();
        long chars = 0;
        try (var cursor = rows()) {
            var row = cursor.next();
            while (row != null && rows.size() < SAMPLE_ROWS && chars < SAMPLE_CHARS) {
                if (!row.blank()) {
                    rows.add(row);
                    chars += row.cells().stream().mapToLong(String::length).sum();
                }
                row = cursor.next();
            }
        }
        return List.copyOf(rows);
    }

    @Override
    public String name() {
        return bytes.name();
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public List<RawRow> sample() {
        return sample;
    }

    @Override
    public Cursor rows() {
        try {
            return dialect.shape() == Shape.ONE_LINE ? new OneLineCursor(this, text()) : new CsvCursor(this, text());
        } catch (IOException e) {
            throw new InputException(name(), "could not be read: " + e.getMessage(), "Check the disk and the file.");
        }
    }

    @Override
    public void close() {
        bytes.close();
    }

    private Reader text() throws IOException {
        refuseChanged();
        var in = bytes.open();
        skipMark(in);
        // Errors are reported: a replacement character would be garbage nobody asked for.
        var reader = new InputStreamReader(
                in,
                dialect.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return dialect.lineEnd() == Dialect.LineEnd.CR_CR_LF ? new SingleCrReader(reader) : reader;
    }

    private void skipMark(InputStream in) throws IOException {
        in.skipNBytes(mark.length());
    }

    /// @throws InputException if the file is not the one that was found good
    void refuseChanged() throws IOException {
        if (!bytes.stamp().equals(stamp)) {
            throw new InputException(name(), "changed while it was being read", "Run the command again.");
        }
    }
}
