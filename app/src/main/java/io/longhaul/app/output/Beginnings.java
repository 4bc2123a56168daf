package io.longhaul.app.output;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.ColumnNames;
import io.longhaul.io.result.Cells;
import io.longhaul.io.result.HeaderLine;
import io.longhaul.io.result.RawMerge;
import io.longhaul.source.exec.OutputHeader;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How the chunks of a job begin: enough to tell their format, and whether they have a header, without reading them to
/// their ends.
///
/// A header is the first line of the first chunk of text that is no JSON, and is one only if
/// - it names the list's key column (and is not the row of the item `KEY`), or
/// - it looks like the names of columns ([HeaderLine#looksLikeNames]), none of them is the key of a row, every chunk
///   begins with it, some chunk has a second line with as many cells, and these second lines show a table: they are not
///   all alike, or some column of them holds only numbers, or one of the names is a usual one (`name`, `cik`). A name
///   that stands alone is one only above numbers, in every output, that are not all alike.
///
/// So neither equal rows of data (`AAPL,1`), nor words (`yes`), nor text of another kind (`---`, `[`, `<`) is taken for
/// one. `--output-header` says that the first line is a header whatever it looks like, `--no-output-header` that none is.
final class Beginnings {

    private final OutputHeader wanted;
    private HeaderLine first = HeaderLine.NONE;
    private boolean named;
    private boolean alike = true;
    private boolean keyed;
    private boolean table = true;
    private boolean varied;
    private long rows;
    private byte @Nullable [] next;
    private boolean[] numeric = {};
    private boolean more;
    private long json;
    private long csv;

    Beginnings(OutputHeader wanted) {
        this.wanted = wanted;
    }

    static Beginnings of(JobRecord job) {
        return new Beginnings(ScreenSettings.output(job.draft().settings()).header());
    }

    void see(Chunk chunk) {
        if (chunk.json()) {
            json++;
            return;
        }
        csv++;
        try {
            see(chunk, RawMerge.start(chunk.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void see(Chunk chunk, RawMerge.Start start) {
        table &= !chunk.noTable();
        more |= start.more();
        var line = HeaderLine.of(start.line());
        if (csv == 1) {
            first = line;
            named = chunk.headed();
            numeric = new boolean[line.cells().size()];
            Arrays.fill(numeric, true);
        }
        alike &= line.equals(first);
        var key = chunk.item().item().key();
        keyed |= first.cells().stream().anyMatch(cell -> cell.strip().equals(key)) && !ColumnNames.isCommonWord(key);
        var row = HeaderLine.of(start.next());
        if (start.more() && row.cells().size() == first.cells().size()) {
            beneath(start.next(), row);
        }
    }

    private void beneath(byte[] line, HeaderLine row) {
        rows++;
        varied |= next != null && !Arrays.equals(next, line);
        next = next == null ? line : next;
        for (int at = 0; at < numeric.length; at++) {
            numeric[at] &= Cells.isNumber(row.cells().get(at).strip());
        }
    }

    /// The header of the chunks of CSV; none where they have none.
    HeaderLine header() {
        if (csv == 0 || !table) {
            return HeaderLine.NONE;
        }
        return switch (wanted) {
            case NO -> HeaderLine.NONE;
            case YES -> first;
            case AUTO -> named || csv > 1 && alike && looksLikeHeader() ? first : HeaderLine.NONE;
        };
    }

    private boolean looksLikeHeader() {
        boolean numbers = false;
        for (boolean each : numeric) {
            numbers |= each;
        }
        return first.looksLikeNames()
                && !keyed
                && next != null
                && (first.cells().size() == 1
                        ? varied && numbers && rows == csv
                        : varied || numbers || first.cells().stream().anyMatch(ColumnNames::isKeyWord));
    }

    /// The header, only where it is certain: it names the key column, or the user says so.
    HeaderLine named() {
        return named || wanted == OutputHeader.YES ? header() : HeaderLine.NONE;
    }

    /// Whether a table that stands alone may be looked at for a header.
    boolean mayHaveHeader() {
        return wanted == OutputHeader.AUTO && table;
    }

    /// Whether what was written is of that format already.
    boolean agree(String format) {
        return switch (format) {
            case "csv" -> json == 0;
            case "jsonl" -> csv == 0;
            default -> false;
        };
    }

    /// Whether there is one chunk of CSV, with more than a line.
    boolean oneTable() {
        return csv == 1 && more;
    }
}
