package io.longhaul.lab;

import io.longhaul.app.Signals;
import io.longhaul.app.Wiring;
import io.longhaul.lab.bench.BenchCommand;
import io.longhaul.lab.disk.DiskCommand;
import io.longhaul.lab.fault.FaultCommand;
import io.longhaul.lab.hostile.HostileCommand;
import io.longhaul.lab.kill.KillCommand;
import io.longhaul.lab.teeth.OutsideTeeth;
import io.longhaul.lab.twin.TwinsCommand;
import io.longhaul.testkit.sim.Seeds;
import io.longhaul.testkit.sim.Teeth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The entry of `longhaul lab …` and `longhaul bench …`: rehearsals and measurements, for developers.
public final class Lab {

    private static final String USAGE = "usage:\n" + TwinsCommand.USAGE + KillCommand.USAGE
            + DiskCommand.USAGE + HostileCommand.USAGE
            + FaultCommand.usage()
            + "       longhaul lab simulate FIRST COUNT [--first-only]   seeds of the simulation, in memory\n"
            + "       longhaul lab teeth REPOSITORY [WORDS]              each seeded defect must be found\n"
            + "       longhaul bench NAME [--json]                       measurements; longhaul bench --help\n";

    private Lab() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(Arrays.asList(args)));
    }

    private static int run(List<String> args) throws IOException, InterruptedException {
        var command = args.isEmpty() ? "" : args.getFirst();
        if (command.equals("bench")) {
            return new BenchCommand(System.out, System.err).run(args.subList(1, args.size()));
        }
        if (command.equals("lab") && args.size() > 1 && args.get(1).equals("kill")) {
            return new KillCommand(System.out, System.err).run(args.subList(2, args.size()));
        }
        if (command.equals("lab") && args.size() > 1 && args.get(1).equals("disk")) {
            return new DiskCommand(System.out).run(args.subList(2, args.size()));
        }
        if (command.equals("lab") && args.size() > 1 && FaultCommand.knows(args.get(1))) {
            return new FaultCommand(System.out, System.err).run(args.subList(1, args.size()));
        }
        if (command.equals("lab") && args.size() > 1 && args.get(1).equals("hostile")) {
            return new HostileCommand(System.out, System.err).run(args.subList(2, args.size()));
        }
        if (command.equals("lab") && args.size() > 1 && args.get(1).equals("twins")) {
            return new TwinsCommand(System.out, System.err, Wiring.system().home(), Signals.system())
                    .run(args.subList(2, args.size()));
        }
        if (command.equals("lab") && args.size() > 3 && args.get(1).equals("simulate")) {
            Seeds.main(args.subList(2, args.size()).toArray(String[]::new));
            return 0;
        }
        if (command.equals("lab") && args.size() > 2 && args.get(1).equals("teeth")) {
            return teeth(Path.of(args.get(2)), args.size() > 3 ? args.get(3) : "");
        }
        if (args.contains("--help") || args.contains("-h") || command.equals("help")) {
            System.out.print(USAGE);
            return 0;
        }
        System.err.print("got \"" + String.join(" ", args) + "\", want a command of the lab.\n" + USAGE);
        return 2;
    }

    private static int teeth(Path root, String words) throws IOException, InterruptedException {
        int survivors = Teeth.run(root, words) + OutsideTeeth.run(root, words, System.out);
        return survivors == 0 ? 0 : 1;
    }
}
