package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which list, and how it is to be read.
final class ListOptions {

    @Parameters(paramLabel = "LIST", index = "0", description = "a file (CSV, TSV, one a line), - for standard input, or a built-in list: sp500 nasdaq")
    String list = "";

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

    InputList open(Wiring wiring) {
        return Lists.open(spec(wiring));
    }

    /// Where the list comes from, as a job shows it.
    String shown(Wiring wiring) {
        return noFile() ? list : wiring.resolve(list).normalize().toString();
    }

    /// Whether it is standard input or built in.
    boolean noFile() {
        return list.equals("-") || Lists.BUILT_IN.contains(list);
    }

    private InputSpec spec(Wiring wiring) {
        return InputSpec.of(noFile() ? list : wiring.resolve(list).toString())
                .stdin(wiring.in())
                .key(key)
                .delimiter(character())
                .charset(charset)
                .header(header)
                .strict(strict)
                .filter(filterColumn, filterValue)
                .select(select);
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
