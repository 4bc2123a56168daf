package io.longhaul.app;

import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.source.exec.ExecPlace;
import io.longhaul.source.exec.ExecTransport;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The workflows: a line each, by the name that stored jobs bear.
public final class Workflows {

    private static final Map<String, Maker> ALL = Map.of( //
            Screen.NAME, Workflows::screen);

    /// What a stored job is made of again.
    ///
    /// @param home the store's directory
    /// @param environment for wrapped commands
    public record Ground(Path home, InstantSource clock, Map<String, String> environment) {}

    /// A workflow with what carries its requests.
    public record Made(Workflow<?, ?> workflow, Work.Transports transports) {}

    @FunctionalInterface
    private interface Maker {
        Made make(Map<String, String> settings, Ground ground);
    }

    private Workflows() {}

    /// @throws CommandException exit 4 if this version has no such workflow
    public static Made make(JobRecord job, Ground ground) {
        return maker(job).make(job.draft().settings(), ground);
    }

    /// For what only looks at a job: nothing can be sent.
    public static Workflow<?, ?> describe(JobRecord job) {
        return maker(job)
                .make(job.draft().settings(), new Ground(Path.of(""), InstantSource.system(), Map.of()))
                .workflow();
    }

    private static Maker maker(JobRecord job) {
        var maker = ALL.get(job.draft().workflow());
        if (maker == null) {
            throw new CommandException(
                    Exit.NOT_FOUND,
                    job.handle() + " is a job of workflow " + job.draft().workflow() + ", which this version does not have");
        }
        return maker;
    }

    /// The keys of a gate; a wrapped command's stand for the command, so that its quota is counted by itself.
    public static List<Key> keys(String gate) {
        return gate.startsWith("exec:")
                ? List.of(new Key("", new Owner(gate.substring("exec:".length())), ""))
                : List.of();
    }

    /// Where children leave their traces, so that the next owner can end what a dead one left.
    public static Path children(Path home) {
        return home.resolve("exec");
    }

    private static Made screen(Map<String, String> settings, Ground ground) {
        var environment = new HashMap<>(ground.environment());
        // a child finds its programs as it did when the job was made
        for (var name : List.of("PATH", "VIRTUAL_ENV")) {
            var stored = settings.getOrDefault("env." + name, "");
            if (!stored.isEmpty()) {
                environment.put(name, stored);
            }
        }
        var parsed = ScreenSettings.of(settings);
        var workflow = new Screen(parsed);
        if (ground.environment().isEmpty()) {
            return new Made(workflow, Work.Transports.none());
        }
        var place = new ExecPlace(
                Path.of(settings.getOrDefault("cwd", ".")), environment, children(ground.home()));
        var exec = new ExecTransport(place, ground.clock());
        return new Made(workflow, source -> exec);
    }
}
