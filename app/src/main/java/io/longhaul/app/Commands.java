package io.longhaul.app;

import io.longhaul.app.cli.jobs.CancelCommand;
import io.longhaul.app.cli.jobs.CleanCommand;
import io.longhaul.app.cli.jobs.ConfigCommand;
import io.longhaul.app.cli.jobs.DoctorCommand;
import io.longhaul.app.cli.jobs.ExplainCommand;
import io.longhaul.app.cli.jobs.ExportCommand;
import io.longhaul.app.cli.jobs.Installation;
import io.longhaul.app.cli.jobs.InstallCommand;
import io.longhaul.app.cli.jobs.ItemsCommand;
import io.longhaul.app.cli.jobs.JobContext;
import io.longhaul.app.cli.jobs.JobsCommand;
import io.longhaul.app.cli.jobs.PauseCommand;
import io.longhaul.app.cli.jobs.ReportCommand;
import io.longhaul.app.cli.jobs.ResumeCommand;
import io.longhaul.app.cli.jobs.RetryCommand;
import io.longhaul.app.cli.jobs.RevertCommand;
import io.longhaul.app.cli.jobs.StatusCommand;
import io.longhaul.app.cli.jobs.VersionCommand;
import io.longhaul.app.cli.jobs.WiredJobs;
import io.longhaul.app.cli.work.CacheCommand;
import io.longhaul.app.cli.serve.ServeCommand;
import io.longhaul.app.cli.work.DemoCommand;
import io.longhaul.app.cli.work.FillCacheCommand;
import io.longhaul.app.cli.work.ScreenCommand;
import java.nio.file.Path;
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
            work("fill-cache", "cache historical prices of thousands of tickers", FillCacheCommand::new),
            job("status", "how jobs are doing", StatusCommand::new),
            job("jobs", "all jobs, newest first (list-jobs)", JobsCommand::new, "list-jobs"),
            job("items", "rows of a job: state, class, reason", ItemsCommand::new),
            job("resume", "go on with an unfinished job", ResumeCommand::new),
            job("pause", "stop a job for now", PauseCommand::new),
            job("cancel", "end a job for good", CancelCommand::new),
            job("retry", "run failed rows again: all, a class, one, corrected ones", RetryCommand::new),
            job("export", "write the results a job has by now", ExportCommand::new),
            job("revert", "put back the file that a job's results replaced", RevertCommand::new),
            job("report", "why rows failed, and what to do", ReportCommand::new),
            job("explain", "why nothing runs now; the calls of a row; the retry rules", ExplainCommand::new),
            job("clean", "remove old jobs; previews first", CleanCommand::new),
            rest("serve", "drive all jobs and answer over HTTP", ServeCommand::new),
            rest("cache", "what is cached of tickers: get, stats, export", CacheCommand::new),
            rest("demo", "screen the S&P 500 over generated prices, killed in the middle", DemoCommand::new),
            of(Group.REST, "install", "link longhaul into ~/.local/bin, with completion", InstallCommand::new),
            of(Group.REST, "doctor", "examine the store", DoctorCommand::new),
            of(Group.REST, "config", "settings in force, with --origin", ConfigCommand::new),
            of(Group.REST, "version", "print the version", VersionCommand::new));

    private Commands() {}

    /// @param word a name or an alias
    public static Stream<Command> named(String word) {
        return ALL.stream().filter(command -> command.answersTo(word));
    }

    /// All that may stand in a command's place.
    static List<String> names() {
        var commands = ALL.stream().flatMap(each -> Stream.concat(Stream.of(each.name()), each.aliases().stream()));
        return Stream.concat(commands, Stream.of("plan", "help", "lab", "bench", "--help", "--version")).toList();
    }

    private static Command work(String name, String summary, Function<Wiring, Callable<Integer>> make) {
        return new Command(name, List.of(), Group.WORK, summary, make);
    }

    private static Command job(
            String name, String summary, Function<JobContext, Callable<Integer>> make, String... aliases) {
        return new Command(name, List.of(aliases), Group.JOBS, summary, wiring -> make.apply(jobs(wiring)));
    }

    private static Command of(
            Group group, String name, String summary, Function<JobContext, Callable<Integer>> make) {
        return new Command(name, List.of(), group, summary, wiring -> make.apply(jobs(wiring)));
    }

    private static JobContext jobs(Wiring wiring) {
        var root = System.getProperty("longhaul.root", "");
        var installation = new Installation(
                Main.VERSION,
                Path.of(root).resolve("longhaul").toAbsolutePath(),
                wiring.userHome(),
                () -> Main.all(wiring),
                ALL.stream().filter(each -> each.group() == Group.WORK).map(Command::name).toList());
        return new WiredJobs(wiring, installation);
    }

    private static Command rest(String name, String summary, Function<Wiring, Callable<Integer>> make) {
        return new Command(name, List.of(), Group.REST, summary, make);
    }
}
