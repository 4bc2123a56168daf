package io.longhaul.app.cli.jobs;

import static java.util.stream.Collectors.toMap;

import io.longhaul.app.Exit;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.FinishedBlock;
import io.longhaul.app.view.Incomplete;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.StatusBlock;
import io.longhaul.app.view.StatusDocument;
import io.longhaul.app.view.StatusTable;
import io.longhaul.app.view.Shown;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `status [JOB]`: how jobs are doing.
@Command(name = "status", header = "Example: longhaul status screen-7", description = "Show how jobs are doing: unfinished ones, and those ended within a day.")
public final class StatusCommand extends JobCommand {

    private static final int JOBS = 1_000;
    private static final Duration REDRAWN = Duration.ofSeconds(1);
    /// Home, and clear what follows.
    private static final String AGAIN = "\u001b[H\u001b[J";

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "Id, name or latest; all without it.")
    private @Nullable String job;

    @Option(names = "--all", description = "Ended jobs too.")
    private boolean all;

    @Option(names = "--watch", description = "Show it again every second until nothing runs.")
    private boolean watch;

    @Option(names = "--json", description = "One JSON document (schema 1).")
    private boolean json;

    public StatusCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        boolean active = show();
        while (watch && !json && active && context.pause(REDRAWN)) {
            if (context.terminal()) {
                Shown.own(context.out(), AGAIN);
            }
            active = show();
        }
        return Exit.OK;
    }

    /// Whether anything shown still runs.
    private boolean show() {
        var name = job;
        if (name == null) {
            return table();
        }
        var active = new boolean[1];
        reading(name, (session, record) -> {
            var facts = facts(session, record);
            active[0] = facts.active();
            if (json) {
                Json.print(context.out(), StatusDocument.of(facts, due(facts)));
            } else {
                print(one(facts, Incomplete.of(session.store(), record)));
            }
            return Exit.OK;
        });
        return active[0];
    }

    private List<String> one(JobFacts facts, Incomplete incomplete) {
        if (facts.job().state() != JobState.COMPLETED) {
            return new StatusBlock(facts).lines(times(), context.width());
        }
        if (due(facts)) {
            var lines = new ArrayList<>(new FinishedBlock(facts, incomplete, "", "", null).lines(context.width()));
            lines.addAll(unwritten(facts));
            return lines;
        }
        var left = JobFiles.left(facts.job(), context.workingDirectory());
        return new FinishedBlock(facts, incomplete, left.results(), left.failures(), null).lines(context.width());
    }

    /// Whether the process that ended the job died before it wrote its file, or could not. One that lives may be about
    /// to.
    private static boolean due(JobFacts facts) {
        return (facts.ownerPid() == null || !failure(facts).isEmpty()) && JobFiles.undelivered(facts.job());
    }

    /// Why its results could not be written; empty if nobody tried.
    private static String failure(JobFacts facts) {
        var because = facts.job().because();
        return because.startsWith(Session.UNDELIVERED) ? because.substring(Session.UNDELIVERED.length()) : "";
    }

    private List<String> unwritten(JobFacts facts) {
        var failure = failure(facts);
        return failure.isEmpty()
                ? List.of("Write  " + facts.resume() + "   (" + output(facts) + " is not written yet)")
                : Stream.of("Results could not be written: " + failure, "Write  " + export(facts))
                        .flatMap(line -> Text.wrap(line, context.width(), 7).stream())
                        .toList();
    }

    private String due(JobFacts facts, String failure) {
        return output(facts) + (failure.isEmpty()
                ? " not written yet; " + facts.resume()
                : " could not be written: " + failure + "; " + export(facts));
    }

    private String export(JobFacts facts) {
        return "longhaul export " + facts.job().handle() + " -o " + output(facts);
    }

    private String output(JobFacts facts) {
        return Text.visible(Text.path(facts.job().draft().output(), context.workingDirectory()));
    }

    private boolean table() {
        if (!context.stored()) {
            return table(List.of(), 0);
        }
        try (var session = context.reading()) {
            var jobs = session.store().jobs(JOBS).stream().map(this::current).toList();
            var facts = new ArrayList<JobFacts>();
            var now = context.clock().instant();
            jobs.forEach(each -> facts.add(json
                    ? facts(session, each)
                    : JobFacts.glance(session.store(), each, session.ownerPid(), now)));
            if (!all) {
                facts.removeIf(each -> !StatusTable.current(each));
            }
            return table(facts, jobs.size());
        }
    }

    private boolean table(List<JobFacts> facts, int stored) {
        if (json) {
            var document = Json.document().put("store", context.home().toString());
            var jobs = document.putArray("jobs");
            facts.forEach(each -> jobs.add(StatusDocument.of(each, due(each))));
            Json.print(context.out(), document);
        } else if (facts.isEmpty()) {
            context.out().println(stored == 0
                    ? "No jobs in " + context.home()
                    : "No unfinished jobs in " + context.home() + "; " + Text.count(stored, "ended job")
                            + ": longhaul status --all");
        } else {
            var due = facts.stream().filter(StatusCommand::due)
                    .collect(toMap(each -> each.job().id(), each -> due(each, failure(each))));
            print(new StatusTable(facts, due).lines(times(), context.width()));
        }
        return facts.stream().anyMatch(JobFacts::active);
    }
}
