package io.longhaul.app;

import io.longhaul.app.cli.work.DemoCommand;
import io.longhaul.app.cli.work.ScreenCommand;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/// The commands: a line each. A command is an object with picocli annotations, made only when it is called.
public final class Commands {

    /// Where a command stands in the help.
    public enum Group {
        WORK("Work"),
        JOBS("Jobs"),
        REST("The rest"),
        DEVELOPERS("For developers");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /// @param aliases other names it answers to
    /// @param summary one line for the help
    /// @param make takes it to life
    public record Command(
            String name, List<String> aliases, Group group, String summary, Function<Wiring, Callable<Integer>> make) {
        boolean answersTo(String word) {
            return name.equals(word) || aliases.contains(word);
        }
    }

    public static final List<Command> ALL = List.of(
            work("screen", "run your own command over a list, durably", ScreenCommand::new),
            rest("demo", "screen the S&P 500 over generated prices, killed in the middle", DemoCommand::new));

    private Commands() {}

    /// @param word a name or an alias
    public static Stream<Command> named(String word) {
        return ALL.stream().filter(command -> command.answersTo(word));
    }

    private static Command work(String name, String summary, Function<Wiring, Callable<Integer>> make) {
        return new Command(name, List.of(), Group.WORK, summary, make);
    }

    private static Command rest(String name, String summary, Function<Wiring, Callable<Integer>> make) {
        return new Command(name, List.of(), Group.REST, summary, make);
    }
}
