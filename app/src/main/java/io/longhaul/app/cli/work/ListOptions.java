package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Which list.
final class ListOptions {

    @Parameters(paramLabel = "LIST", index = "0", description = "a file (CSV, TSV, one a line), - for standard input, or a built-in list: sp500 nasdaq")
    String list = "";

    @Mixin
    private final RowOptions rows = new RowOptions();

    InputList open(Wiring wiring) {
        return rows.open(wiring, noFile() ? list : wiring.resolve(list).toString());
    }

    /// Where the list comes from, as a job shows it.
    String shown(Wiring wiring) {
        return noFile() ? list : wiring.resolve(list).normalize().toString();
    }

    /// Whether it is standard input or built in.
    boolean noFile() {
        return list.equals("-") || Lists.BUILT_IN.contains(list);
    }
}
