package io.longhaul.lab.fault;

import io.longhaul.lab.figure.Host;
import io.longhaul.lab.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `longhaul lab power` and its like: exit 0 if the fault did no harm, 1 if it did.
public final class FaultCommand {

    private static final List<Fault> ALL = List.of(
            new PowerCut(), new DiskErrors(), new Descriptors(), new WalPinned(), new Sleep(),
            new LoadKill(5_000_000));

    private final PrintStream out;
    private final PrintStream err;

    public FaultCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static boolean knows(String name) {
        return ALL.stream().anyMatch(fault -> fault.name().equals(name));
    }

    public static String usage() {
        return ALL.stream()
                .map(fault -> "       longhaul lab %-37s %s (%d)%n"
                        .formatted(fault.name() + " [--times N] [--json]", fault.about(), fault.times()))
                .collect(Collectors.joining());
    }

    /// @param args the fault's name and what stands behind it
    /// @return the exit code
    public int run(List<String> args) throws IOException, InterruptedException {
        var words = new ArrayList<>(args);
        var name = words.removeFirst();
        var fault = ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        boolean json = words.remove("--json");
        int times = fault.times();
        if (words.size() == 2 && words.getFirst().equals("--times") && words.getLast().matches("[1-9][0-9]{0,5}")) {
            times = Integer.parseInt(words.getLast());
        } else if (!words.isEmpty()) {
            err.print("lab " + name + ": got \"" + String.join(" ", words) + "\", want [--times N] [--json]\n");
            return 2;
        }
        var report = new Report("lab", name, Host.here(), fault.run(times, err::println));
        out.print(json ? report.json() : report.table());
        return report.met() ? 0 : 1;
    }
}
