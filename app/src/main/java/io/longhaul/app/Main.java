package io.longhaul.app;

import io.longhaul.app.Commands.Command;
import io.longhaul.app.Commands.Group;
import io.longhaul.app.cli.HelpText;
import io.longhaul.app.cli.Meant;
import io.longhaul.app.view.Paint;
import io.longhaul.app.view.Shown;
import io.longhaul.engine.store.StoreException;
import io.longhaul.io.list.InputException;
import io.longhaul.io.result.OutputException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line's entry. Only the command that was called is made: the rest costs nothing at the start.
public final class Main {

    public static final String VERSION = "0.1.0-SNAPSHOT";

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private final Wiring wiring;

    private Main(Wiring wiring) {
        this.wiring = wiring;
    }

    public static void main(String[] args) {
        if (args.length == 0 || !args[0].equals("serve")) {
            // sqlite looks for a logging framework; only a service has logs, and others must not wait for its start
            System.setProperty("slf4j.internal.verbosity", "WARN");
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        } else {
            carriers();
        }
        var out = new Lossless(new FileOutputStream(FileDescriptor.out));
        System.setOut(out.print());
        System.setErr(Shown.of(System.err)); // also what the platform says of threads that ended
        int exit = run(Wiring.system(), args);
        System.out.flush();
        var lost = out.lost();
        if (lost != null) {
            System.err.println("longhaul: standard output could not be written: " + lost
                    + ". What it should hold is in the store: longhaul export latest -o FILE");
        }
        System.exit(lost == null ? exit : Exit.STORAGE);
    }

    /// A request that computes keeps its carrier thread. With only as many as there are cores, who asks for health would
    /// wait until a few long ones are answered.
    private static void carriers() {
        if (System.getProperty(CARRIERS) == null) {
            int many = Math.max(16, Runtime.getRuntime().availableProcessors());
            System.setProperty(CARRIERS, Integer.toString(many));
        }
    }

    /// Runs one command line to its end.
    ///
    /// @return its exit code, see [Exit]
    public static int run(Wiring wiring, String... args) {
        try {
            var named = new RawArguments(wiring).named(args);
            var rest = Arrays.stream(named).filter(arg -> !arg.equals("--no-color")).toArray(String[]::new);
            if (rest.length < args.length) {
                wiring.plain();
            }
            return new Main(wiring).run(rest);
        } catch (CommandException refused) {
            wiring.err().println("longhaul: " + refused.getMessage());
            return refused.exit();
        }
    }

    private int run(String... args) {
        if (args.length == 0) {
            help(wiring.err());
            return Exit.USAGE;
        }
        var word = args[0];
        switch (word) {
            case "--help", "-h" -> {
                help(wiring.out());
                return Exit.OK;
            }
            case "help" -> {
                return args.length > 1 ? run(args[1], "--help") : run("--help");
            }
            case "plan" -> {
                return plan(Arrays.copyOfRange(args, 1, args.length));
            }
            case "--version", "-V" -> {
                wiring.out().println("longhaul " + VERSION);
                return Exit.OK;
            }
            default -> {}
        }
        var command = Commands.named(word).findFirst();
        if (command.isEmpty()) {
            wiring.err().println("longhaul: no command \"" + word + "\"; longhaul --help lists all"
                    + Meant.among(word, Commands.names()));
            return Exit.USAGE;
        }
        return run(command.get(), Arrays.copyOfRange(args, 1, args.length));
    }

    private int plan(String... work) {
        if (work.length == 0) {
            wiring.err().println("longhaul plan: what work? as in longhaul plan screen list.csv --exec CMD, or longhaul"
                    + " plan fill-cache sp500");
            return Exit.USAGE;
        }
        if (work[0].equals("--help") || work[0].equals("-h")) {
            say("Example: longhaul plan screen list.csv --exec \"python screen.py {ticker}\"");
            say("Usage: longhaul plan screen LIST --exec CMD [OPTIONS]");
            say("       longhaul plan fill-cache LIST [OPTIONS]");
            say("What that work would take; nothing is run. Its options: longhaul screen --help, longhaul fill-cache"
                    + " --help");
            return Exit.OK;
        }
        boolean works = Commands.named(work[0]).anyMatch(each -> each.group() == Group.WORK);
        if (!works && Commands.names().contains(work[0])) {
            wiring.err().println("longhaul: no plan of \"" + work[0]
                    + "\"; want a work command, as in longhaul plan screen list.csv --exec CMD");
            return Exit.USAGE;
        }
        var planned = Arrays.copyOf(work, work.length + 1);
        planned[work.length] = "--dry-run";
        return run(planned);
    }

    private int run(Command command, String... args) {
        var line = new CommandLine(command.make().apply(wiring))
                .setCommandName("longhaul " + command.name())
                .setOut(new PrintWriter(Shown.below(wiring.out()), true, StandardCharsets.UTF_8)) // its help is ours
                .setErr(new PrintWriter(wiring.err(), true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(HelpText.UNWRAPPED)
                .setExecutionStrategy(this::helpOrRun)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, any, parsed) -> failed(thrown))
                .setParameterExceptionHandler((wrong, given) -> refused(command, wrong, given));
        return line.execute(args);
    }

    /// picocli would cut words in two, and knows a width of its own only.
    private int helpOrRun(CommandLine.ParseResult parsed) {
        if (!parsed.isUsageHelpRequested()) {
            return new CommandLine.RunLast().execute(parsed);
        }
        var ansi = wiring.paint(wiring.streams().outTerminal()).equals(Paint.NONE)
                ? CommandLine.Help.Ansi.OFF
                : CommandLine.Help.Ansi.ON;
        say(parsed.commandSpec().commandLine().getUsageMessage(ansi));
        return Exit.OK;
    }

    private void say(String help) {
        HelpText.wrap(help, wiring.width()).forEach(Shown.below(wiring.out())::println); // no word of others in it
    }

    private int refused(Command command, ParameterException wrong, String... given) {
        wiring.err().println("longhaul " + command.name() + ": " + mistyped(wrong, given).orElse(wrong.getMessage()));
        wiring.err().println("Try     longhaul " + command.name() + " --help");
        return Exit.USAGE;
    }

    /// An option that is none; behind it, others may seem to be missing.
    private static Optional<String> mistyped(ParameterException wrong, String... given) {
        if (!(wrong instanceof UnmatchedArgumentException || wrong instanceof MissingParameterException)) {
            return Optional.empty();
        }
        var spec = wrong.getCommandLine().getCommandSpec();
        var known = new TreeSet<>(spec.optionsMap().keySet());
        known.addAll(spec.negatedOptionsMap().keySet());
        return Arrays.stream(given)
                .map(arg -> arg.split("=", 2)[0])
                .filter(name -> name.startsWith("--") && !known.contains(name))
                .filter(name -> !Meant.among(name, known).isEmpty())
                .map(name -> "no option " + name + Meant.among(name, known))
                .findFirst();
    }

    private int failed(Throwable thrown) {
        int exit = exit(thrown);
        var message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        wiring.err().println(exit == Exit.UNEXPECTED ? "longhaul: unexpected: " + thrown : "longhaul: " + message);
        if (exit == Exit.UNEXPECTED || wiring.verbose()) {
            thrown.printStackTrace(wiring.err());
        }
        return exit;
    }

    private static int exit(Throwable thrown) {
        return switch (thrown) {
            case CommandException ours -> ours.exit();
            case InputException input -> Exit.USAGE;
            case OutputException output -> Exit.USAGE;
            case StoreException store -> store.kind() == StoreException.Kind.OWNED ? Exit.CONFLICT : Exit.STORAGE;
            case UncheckedIOException io -> Exit.STORAGE;
            case java.io.IOException io -> Exit.STORAGE;
            default -> Exit.UNEXPECTED;
        };
    }

    /// Every command made, for completion scripts.
    static CommandLine all(Wiring wiring) {
        var root = new CommandLine(CommandLine.Model.CommandSpec.create().name("longhaul"));
        for (var command : Commands.ALL) {
            root.addSubcommand(
                    command.name(),
                    new CommandLine(command.make().apply(wiring)),
                    command.aliases().toArray(String[]::new));
        }
        return root;
    }

    private void help(PrintStream to) {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        out.println("Example: longhaul screen list.csv --exec \"python screen.py {ticker}\" -o out.csv");
        out.println();
        out.println("Longhaul runs long lists through slow, limited and paid upstreams, durably.");
        out.println();
        out.println("Usage: longhaul COMMAND [OPTIONS]      longhaul COMMAND --help");
        for (var group : Group.values()) {
            var commands =
                    Commands.ALL.stream().filter(each -> each.group() == group).toList();
            if (!commands.isEmpty()) {
                out.println();
                out.println(group.title());
                commands.forEach(each -> out.printf("  %-12s %s%n", each.name(), each.summary()));
                if (group == Group.WORK) {
                    out.printf("  %-12s %s%n", "plan",
                            "what a work command would take: longhaul plan fill-cache LIST ...");
                }
            }
        }
        out.println();
        out.println("--no-color, or NO_COLOR set, leaves colours out on a terminal; elsewhere there are none.");
        out.println("LONGHAUL_JAVA_OPTS=-XX:MaxRAMPercentage=75 gives it three quarters of the memory, not one. Out of"
                + " memory is exit code 137; nothing stored is lost, longhaul resume goes on.");
        out.println();
        out.println(Group.DEVELOPERS.title());
        out.printf("  %-12s %s%n", "lab", "rehearsal upstreams, kill loops, a full disk");
        out.printf("  %-12s %s%n", "bench", "measurements; longhaul bench lists them");
        HelpText.wrap(text.toString(), wiring.width()).forEach(to::println);
    }
}
