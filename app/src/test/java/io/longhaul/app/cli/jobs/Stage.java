package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Paint;
import io.longhaul.app.output.ResultRows;
import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// A store in memory, the process around a command, and what it printed. Friday 27 Nov 2026, 12:30 in Istanbul.
final class Stage implements JobContext {

    static final Instant NOW = Instant.parse("2026-11-27T09:30:00Z");

    final MemoryStore store = new MemoryStore();
    final List<Object> orders = new ArrayList<>();
    final Map<String, String> environment = new java.util.HashMap<>(Map.of("PATH", "/usr/bin"));
    String output = "out.csv";
    Columns<String> columns = Columns.<String>of().bytes("output", each -> each);
    Path directory = Path.of("/home/me/data");
    Path launcher = Path.of("/opt/longhaul/longhaul");
    @Nullable
    PlanRequest rest;
    @Nullable
    Long ownerPid = 4711L;
    boolean owner;
    boolean stored = true;
    Paint paint = Paint.NONE;
    int pauses;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    private long lastCall;

    // Running a command.

    /// @return the exit code
    int run(Function<JobContext, JobCommand> make, String... args) {
        out.reset();
        err.reset();
        return new CommandLine(make.apply(this))
                .setExecutionExceptionHandler((thrown, any, parsed) -> {
                    if (thrown instanceof CommandException known) {
                        errStream.println(known.getMessage());
                        return known.exit();
                    }
                    throw thrown;
                })
                .execute(args);
    }

    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return printed().lines().toList();
    }

    String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    // Filling the store.

    static JobDraft draft(String workflow) {
        return draft(workflow, "out.csv");
    }

    private static JobDraft draft(String workflow, String output) {
        return new JobDraft(
                "",
                workflow,
                1,
                Map.of(),
                "",
                "list.csv",
                output,
                List.of("ticker"),
                10,
                100,
                NOW.minusSeconds(800),
                false,
                RunOptions.DEFAULT);
    }

    JobRecord job(JobDraft draft, List<DraftItem> rows) {
        try (var loader = store.load(draft)) {
            loader.add(rows);
            return loader.publish("identity");
        }
    }

    JobRecord job(String workflow, int rows) {
        return job(draft(workflow, output), rows(rows));
    }

    static List<DraftItem> rows(int n) {
        var rows = new ArrayList<DraftItem>();
        for (int i = 0; i < n; i++) {
            rows.add(row(i, "K" + i));
        }
        return rows;
    }

    static DraftItem row(long position, String key) {
        return new DraftItem(position + 2, key, List.of(key), null);
    }

    void write(Write... writes) {
        store.commit(List.of(writes));
    }

    void state(JobRecord job, JobState state, @Nullable Instant until, String because) {
        write(new Write.JobChanged(job.id(), state, null, until, because, NOW.minusSeconds(794)));
    }

    void paused(JobRecord job, PauseReason reason, String because) {
        write(new Write.JobChanged(job.id(), JobState.PAUSED, reason, null, because, NOW));
    }

    void finished(JobRecord job) {
        write(new Write.JobChanged(job.id(), JobState.COMPLETED, null, null, Session.DELIVERED, NOW));
    }

    /// A done item; no text: screened out.
    void done(JobRecord job, long position, String text) {
        var rows = text.isEmpty() ? List.<List<@Nullable String>>of() : List.<List<@Nullable String>>of(List.of(text));
        end(job, position, new Outcome(
                ItemState.DONE, null, "", rows.size(), ResultCodec.encode(rows), 1, 0, 0, 0, NOW.minusSeconds(60)));
    }

    void failed(JobRecord job, long position, ErrorClass errorClass, String reason, int attempts) {
        end(job, position, new Outcome(
                ItemState.FAILED, errorClass, reason, 0, new byte[0], attempts, 0, attempts, 0, NOW.minusSeconds(60)));
    }

    /// A call that was paid.
    void spent(JobRecord job, long position, long costNanos) {
        long call = nextCall();
        write(
                new Write.Reserved(
                        call, job.id(), position, "run", "llm", Digest.of("q" + call), List.of(), "me", "k***1", 1,
                        costNanos, 1, NOW),
                new Write.Settled(call, new Reply(200, Map.of(), new byte[0], NOW), costNanos));
    }

    void ended(JobRecord job, long position, ItemState state, String reason) {
        var errorClass = state == ItemState.UNCERTAIN ? ErrorClass.TIMEOUT : null;
        end(job, position, new Outcome(state, errorClass, reason, 0, new byte[0], 0, 0, 0, 0, NOW.minusSeconds(60)));
    }

    private void end(JobRecord job, long position, Outcome outcome) {
        write(new Write.Ended(job.id(), position, outcome));
    }

    long nextCall() {
        return ++lastCall;
    }

    JobRecord again(JobRecord job) {
        return store.job(job.id()).orElseThrow();
    }

    // The process.

    @Override
    public boolean stored() {
        return stored;
    }

    @Override
    public Session reading() {
        return new Stand();
    }

    @Override
    public Session working() {
        return new Stand();
    }

    @Override
    public StoreView.Cleaned clean(Instant endedBefore, boolean answers) {
        return store.clean(endedBefore, answers);
    }

    @Override
    public SqliteStore.Mended mend(boolean paidToo) {
        throw new IllegalStateException("nothing here is damaged");
    }

    @Override
    public void mustFit(Duration slice, JobRecord job, RunOptions options) {
        // jobs here run nothing
    }

    @Override
    public Follow follow() {
        return (session, job, sliced) -> {
            orders.add("follow " + job.handle() + (sliced ? " sliced" : ""));
            return 3;
        };
    }

    ResultRows rows() {
        return ResultRows.stored(columns);
    }

    @Override
    public Insight insight() {
        return new Insight() {
            @Override
            public ResultRows results(JobRecord job) {
                return rows();
            }

            @Override
            public Optional<PlanRequest> rest(JobRecord job, StoreView view, Instant now) {
                return Optional.ofNullable(rest);
            }
        };
    }

    @Override
    public Installation installation() {
        return new Installation("0.1.0", launcher, directory, () -> {
            var all = new CommandLine(CommandLine.Model.CommandSpec.create().name("longhaul"));
            return all.addSubcommand("status", new StatusCommand(this)).addSubcommand("items", new ItemsCommand(this));
        }, List.of("screen"));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                new Setting("concurrency", "8", "LONGHAUL_CONCURRENCY"),
                new Setting("sources.yahoo.keys", "ab***yz", "/home/me/.config/longhaul/longhaul.yaml"));
    }

    @Override
    public PrintStream out() {
        return outStream;
    }

    @Override
    public PrintStream err() {
        return errStream;
    }

    @Override
    public boolean terminal() {
        return false;
    }

    @Override
    public Paint paint() {
        return paint;
    }

    @Override
    public boolean pause(Duration time) {
        pauses++;
        return pauses < 3;
    }

    @Override
    public InstantSource clock() {
        return () -> NOW;
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Europe/Istanbul");
    }

    @Override
    public int width() {
        return 80;
    }

    @Override
    public Path home() {
        return directory;
    }

    @Override
    public Path workingDirectory() {
        return directory;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    /// Writes down what it is asked; orders change nothing by themselves.
    private final class Stand implements Session {
        @Override
        public StoreView store() {
            return store;
        }

        @Override
        public boolean owner() {
            return owner;
        }

        @Override
        public @Nullable Long ownerPid() {
            return ownerPid;
        }

        @Override
        public JobRecord submit(Submission submission) {
            throw new IllegalStateException("no job command submits");
        }

        @Override
        public JobRecord resume(
                JobRecord job, @Nullable RunOptions options, Map<String, String> variables, Duration slice) {
            orders.add("resume " + job.handle() + " " + variables.keySet() + " " + slice);
            if (options != null) {
                orders.add(options);
            }
            return job;
        }

        @Override
        public void order(JobRecord job, Command command) {
            orders.add(command);
        }

        @Override
        public boolean await(JobRecord job, Duration atMost) {
            return true;
        }

        @Override
        public void listen(Consumer<JobEvent> listener) {}

        @Override
        public void close() {}
    }
}
