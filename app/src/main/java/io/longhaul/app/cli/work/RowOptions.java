package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a list is to be read, and which of its rows count.
final class RowOptions {

    @Option(names = {"--key", "--column"}, paramLabel = "COLUMN", description = "column that names each row")
    @Nullable
    String key;

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "character between cells; tab for a tab")
    @Nullable
    String delimiter;

    @Option(names = "--charset", paramLabel = "NAME", description = "as windows-1252; found out by default")
    @Nullable
    String charset;

    @Option(names = "--header", negatable = true, description = "the first row names the columns; found out by default")
    @Nullable
    Boolean header;

    @Option(names = "--filter-column", paramLabel = "COLUMN", description = "only rows whose cell there ...")
    @Nullable
    String filterColumn;

    @Option(names = "--filter-value", paramLabel = "TEXT", description = "... is this")
    @Nullable
    String filterValue;

    @Option(names = "--select", paramLabel = "WHICH", description = "keys or rows: AAPL,MSFT or rows:2-10,15")
    @Nullable
    String select;

    @Option(names = "--strict", description = "refuse the list for one bad row")
    boolean strict;

    /// Refuses them where no file is read.
    void mustBeNone() {
        var given = new ArrayList<String>();
        add(given, "--key", key);
        add(given, "--delimiter", delimiter);
        add(given, "--charset", charset);
        add(given, "--header", header);
        add(given, "--filter-column", filterColumn);
        add(given, "--filter-value", filterValue);
        add(given, "--select", select);
        add(given, "--strict", strict ? "" : null);
        if (!given.isEmpty()) {
            throw CommandException.usage(String.join(", ", given) + (given.size() == 1 ? " says" : " say")
                    + " how a file is read; these are no file's tickers: give a file, or - for standard input");
        }
    }

    private static void add(List<String> given, String name, @Nullable Object value) {
        if (value != null) {
            given.add(name);
        }
    }

    /// @param source a path, `-`, or the name of a built-in list
    InputList open(Wiring wiring, String source) {
        return Lists.open(InputSpec.of(source)
                .stdin(wiring.in())
                .key(key)
                .delimiter(character())
                .charset(charset)
                .header(header)
                .strict(strict)
                .filter(filterColumn, filterValue)
                .select(select));
    }

    private @Nullable Character character() {
        var text = delimiter;
        if (text == null) {
            return null;
        }
        if (text.equals("tab") || text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1) {
            throw CommandException.usage("--delimiter " + text + ": want one character, or tab");
        }
        return text.charAt(0);
    }
}
