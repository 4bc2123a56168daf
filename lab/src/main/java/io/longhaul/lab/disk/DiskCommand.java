package io.longhaul.lab.disk;

import io.longhaul.lab.figure.Host;
import io.longhaul.lab.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `longhaul lab disk`: exit 0 if the full disk did no harm, 1 if it did.
public final class DiskCommand {

    public static final String USAGE =
            "       longhaul lab disk [--json]                         the real `screen` and `serve` on a full disk\n";

    private final PrintStream out;

    public DiskCommand(PrintStream out) {
        this.out = out;
    }

    /// @param args what stands behind `disk`
    /// @return the exit code
    public int run(List<String> args) throws IOException, InterruptedException {
        var figures = new ArrayList<>(FullDisk.run());
        figures.addAll(FullService.run());
        var report = new Report("lab", "disk", Host.here(), figures);
        out.print(args.contains("--json") ? report.json() : report.table());
        return report.met() ? 0 : 1;
    }
}
