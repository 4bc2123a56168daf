package io.longhaul.lab;

import io.longhaul.lab.bench.BenchCommand;
import java.util.Arrays;
import java.util.List;

/// The entry of `longhaul lab …` and `longhaul bench …`: rehearsals and measurements, for developers.
public final class Lab {

    private static final String USAGE = """
            usage: longhaul bench NAME [--json]
            """;

    private Lab() {}

    public static void main(String[] args) {
        System.exit(run(Arrays.asList(args)));
    }

    private static int run(List<String> args) {
        var rest = args.isEmpty() ? args : args.subList(1, args.size());
        return switch (args.isEmpty() ? "" : args.getFirst()) {
            case "bench" -> new BenchCommand(System.out, System.err).run(rest);
            case "help", "--help", "-h" -> {
                System.out.print(USAGE);
                yield 0;
            }
            default -> {
                System.err.print("got \"" + String.join(" ", args) + "\", want a command of the lab.\n" + USAGE);
                yield 2;
            }
        };
    }
}
