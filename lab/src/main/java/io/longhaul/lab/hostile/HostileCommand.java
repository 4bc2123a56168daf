package io.longhaul.lab.hostile;

import io.longhaul.lab.figure.Host;
import io.longhaul.lab.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `longhaul lab hostile`: exit 0 if the service survived and refused what it has to, 1 if not.
public final class HostileCommand {

    public static final String USAGE =
            "       longhaul lab hostile [--requests N] [--json]       the real `serve` under -Xmx256m: random and hostile requests\n";

    private static final int RANDOM = 10_000;
    private static final int HOSTILE = 200;

    private final PrintStream out;
    private final PrintStream err;

    public HostileCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// @param args what stands behind `hostile`
    /// @return the exit code
    public int run(List<String> args) throws IOException, InterruptedException {
        int at = args.indexOf("--requests");
        int random = at >= 0 && at + 1 < args.size() && args.get(at + 1).matches("\\d{1,7}")
                ? Integer.parseInt(args.get(at + 1))
                : RANDOM;
        var figures = HostileRun.of(random, HOSTILE, err);
        var report = new Report("lab", "hostile", Host.here(), figures);
        out.print(args.contains("--json") ? report.json() : report.table());
        return report.met() ? 0 : 1;
    }
}
