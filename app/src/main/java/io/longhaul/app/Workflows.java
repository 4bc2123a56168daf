package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.app.config.Withheld;
import io.longhaul.app.output.CachedRows;
import io.longhaul.app.output.ResultRows;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.source.http.Connections;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The workflows: a line each, by the name that stored jobs bear.
public final class Workflows {

    private static final Map<String, Maker> ALL = Map.of( //
            Screen.NAME, (settings, config) -> new Screen(ScreenSettings.of(settings)),
            FillCache.NAME, Workflows::fillCache);

    /// Variables that are part of a job; see [#environment].
    public static final List<String> KEPT = List.of("PATH", "VIRTUAL_ENV");

    /// The setting that holds the names, never the values, of the variables a job was made with.
    public static final String NAMES = "env.names";

    private static final Pattern OF_A_SHELL = Pattern.compile(
            "_|OLDPWD|PWD|SHLVL|TERM.*|COLORTERM|LS_COLORS|WINDOWID|DISPLAY|LINES|COLUMNS|MAIL|LONGHAUL_.*|SSH_.*|XDG_.*|DBUS_.*|GPG_.*|LESS.*");

    /// What a stored job is made of again.
    ///
    /// @param home the store's directory
    /// @param environment for wrapped commands, and where settings and keys are
    /// @param withheld variables that no wrapped command gets, whatever the job's own configuration says
    /// @param connections shared by all upstreams over HTTP
    public record Ground(
            Path home, InstantSource clock, Map<String, String> environment, Set<String> withheld,
            Supplier<Connections> connections) {
        /// The configuration as a job sees it: from where it was made, with its own overrides.
        public Config config(Map<String, String> settings) {
            return Workflows.config(settings, environment);
        }
    }

    /// A workflow with what carries its requests.
    public record Made(Workflow<?, ?> workflow, Work.Transports transports) {}

    @FunctionalInterface
    private interface Maker {
        Workflow<?, ?> make(Map<String, String> settings, Config config);
    }

    private Workflows() {}

    /// @throws CommandException exit 4 if this version has no such workflow
    public static Made make(JobRecord job, Ground ground) {
        var settings = job.draft().settings();
        var workflow = maker(job).make(settings, ground.config(settings));
        var transports = new HashMap<String, Transport>();
        for (var demand : workflow.outline().demands()) {
            transports.computeIfAbsent(
                    demand.source().spec().name(), any -> transport(demand.source(), job, ground));
        }
        return new Made(
                workflow,
                source -> Objects.requireNonNull(
                        transports.get(source.spec().name()), () -> source.spec().name() + " is not in the outline"));
    }

    /// For what only looks at a job: nothing can be sent.
    public static Workflow<?, ?> describe(JobRecord job, Map<String, String> environment) {
        var settings = job.draft().settings();
        return maker(job).make(settings, config(settings, environment));
    }

    /// The rows that a job's results are written as.
    public static ResultRows results(JobRecord job, Map<String, String> environment) {
        return describe(job, environment) instanceof FillCache fill
                ? new CachedRows(fill.settings(), job.asOf())
                : ResultRows.stored(describe(job, environment).columns());
    }

    private static Workflow<?, ?> fillCache(Map<String, String> stored, Config config) {
        return fillCache(FillCacheSettings.of(stored), config);
    }

    /// @throws CommandException exit 2 for a provider that there is not
    public static FillCache fillCache(FillCacheSettings settings, Config config) {
        return new FillCache(settings, Sources.providers(settings.providers(), config));
    }

    /// The setting under which a job keeps what `--config-override` said, without keys.
    public static final String OVERRIDE = "override.";

    private static Config config(Map<String, String> settings, Map<String, String> environment) {
        var overrides = settings.entrySet().stream()
                .filter(each -> each.getKey().startsWith(OVERRIDE))
                .map(each -> each.getKey().substring(OVERRIDE.length()) + "=" + each.getValue())
                .toList();
        var directory = Path.of(settings.getOrDefault("cwd", "."));
        var user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return Config.load(environment, directory, user, overrides);
    }

    /// The time-out of a grouped source is that of a row, times the rows of a batch.
    private static Transport transport(Source<?, ?> source, JobRecord job, Ground ground) {
        var transport = Sources.transport(source, job.draft().settings(), ground);
        return source instanceof GroupedSource<?, ?> ? new Patient(transport, job.draft().batchSize()) : transport;
    }

    private record Patient(Transport transport, int rows) implements Transport {
        @Override
        public Delivery send(Request request, Attempt attempt) {
            var longer = attempt.timeout().multipliedBy(rows);
            return transport.send(
                    request, new Attempt(attempt.callId(), longer, attempt.idempotencyKey(), attempt.intake()));
        }

        @Override
        public Optional<Instant> upstreamTime() {
            return transport.upstreamTime();
        }

        @Override
        public String origin() {
            return transport.origin();
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    private static Maker maker(JobRecord job) {
        var maker = ALL.get(job.draft().workflow());
        if (maker == null) {
            throw new CommandException(
                    Exit.NOT_FOUND,
                    job.handle() + " is a job of workflow " + job.draft().workflow()
                            + ", which this version does not have");
        }
        return maker;
    }

    /// Where children leave their traces, so that the next owner can end what a dead one left.
    public static Path children(Path home) {
        return home.resolve("exec");
    }

    /// Names of variables that were there when the job was made and are not now; a command may miss them. What every
    /// shell and terminal sets for itself is left out.
    public static List<String> missing(JobRecord job, Map<String, String> now) {
        return job.draft().settings().getOrDefault(NAMES, "").lines()
                .filter(name -> !name.isEmpty() && !now.containsKey(name) && !KEPT.contains(name))
                .filter(name -> !OF_A_SHELL.matcher(name).matches())
                .toList();
    }

    /// A child finds its programs as it did when the job was made; the rest comes from whoever runs it now, without
    /// what is [Withheld].
    static Map<String, String> environment(Map<String, String> settings, Ground ground) {
        var withheld = new HashSet<>(Withheld.named(ground.config(settings)));
        withheld.addAll(ground.withheld());
        var environment = new HashMap<>(Withheld.without(withheld, ground.environment()));
        for (var name : KEPT) {
            var stored = settings.getOrDefault("env." + name, "");
            if (!stored.isEmpty()) {
                environment.put(name, stored);
            }
        }
        return environment;
    }
}
