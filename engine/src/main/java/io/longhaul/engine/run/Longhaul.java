package io.longhaul.engine.run;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Key;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The library's entry: durable lists in your own process.
///
/// ```java
/// try (var longhaul = Longhaul.over(SqliteStore.own(Path.of("store"), InstantSource.system()))) {
///     var job = longhaul.run("lengths", List.of("AAPL", "MSFT"), (ticker, steps) -> ticker.length());
///     job.await();
///     job.results((item, rows) -> System.err.println(item.item().key() + " " + rows));
/// }
/// ```
///
/// Running the same name over the same list again goes on where it stopped.
public final class Longhaul implements AutoCloseable {

    private static final int PIECE = 10_000;
    private static final int BATCH = 10;

    private final LiveDriver driver;
    private final Clocks clocks;

    private Longhaul(LiveDriver driver, Clocks clocks) {
        this.driver = driver;
        this.clocks = clocks;
    }

    /// Over a store that this call takes over; it is closed with the result.
    public static Longhaul over(Store store) {
        return over(store, Clocks.system(), gate -> List.of());
    }

    public static Longhaul over(Store store, Clocks clocks, Function<String, List<Key>> keys) {
        return new Longhaul(new LiveDriver(store, clocks, keys), clocks);
    }

    public LiveDriver driver() {
        return driver;
    }

    public Store store() {
        return driver.store();
    }

    /// Works on each element once, however often the process is killed on the way. What the function returns
    /// becomes the element's result, as text; null leaves it without a row. What it throws fails its element.
    public JobHandle run(String name, List<String> elements, ItemFunction function) {
        return run(name, elements, function, RunOptions.DEFAULT);
    }

    public JobHandle run(String name, List<String> elements, ItemFunction function, RunOptions options) {
        var identity = Digest.of(name, Digest.of(elements.toArray(String[]::new)).toString()).toString();
        return run(new FunctionWorkflow(name, function), Rows.of("element", elements), Work.Transports.none(), options,
                identity);
    }

    /// Runs a workflow over rows: a new job, or the unfinished one of the same workflow over the same rows.
    ///
    /// ```java
    /// var job = longhaul.run(new LastCloses(source), Rows.of("ticker", tickers), any -> http);
    /// ```
    ///
    /// @param upstreams how the questions to each of the workflow's sources travel; they are closed by their maker
    public JobHandle run(Workflow<?, ?> workflow, Rows rows, Work.Transports upstreams) {
        return run(workflow, rows, upstreams, RunOptions.DEFAULT);
    }

    /// @param options apply at once to an unfinished job, too
    public JobHandle run(Workflow<?, ?> workflow, Rows rows, Work.Transports upstreams, RunOptions options) {
        var outline = workflow.outline();
        var identity = Digest.of(
                outline.workflow(), Integer.toString(outline.version()), rows.digest().toString())
                .toString();
        return run(workflow, rows, upstreams, options, identity);
    }

    private JobHandle run(
            Workflow<?, ?> workflow, Rows rows, Work.Transports upstreams, RunOptions options, String identity) {
        var unfinished = unfinished(identity);
        if (unfinished.isPresent()) {
            var job = resume(unfinished.get(), workflow, upstreams);
            if (!unfinished.get().options().equals(options)) {
                job.change(options);
            }
            return job;
        }
        var outline = workflow.outline();
        var draft = new JobDraft(
                outline.workflow(), outline.workflow(), outline.version(), Map.of(), "",
                rows.cells().size() + " elements", "",
                rows.columns(),
                BATCH, BATCH,
                clocks.wall().instant(), false, options);
        return start(submit(draft, rows.items(), identity), workflow, upstreams);
    }

    /// The newest unfinished job of that identity.
    public Optional<JobRecord> unfinished(String identity) {
        return store().unfinished().stream()
                .filter(job -> job.draft().identity().equals(identity))
                .findFirst();
    }

    /// Copies a list into the store as a new job.
    public JobRecord submit(JobDraft draft, Iterator<DraftItem> items, String identity) {
        try (var loader = store().load(draft)) {
            var piece = new ArrayList<DraftItem>(PIECE);
            while (items.hasNext()) {
                piece.add(items.next());
                if (piece.size() == PIECE) {
                    loader.add(piece);
                    piece.clear();
                }
            }
            loader.add(piece);
            return loader.publish(identity);
        }
    }

    public JobHandle start(JobRecord job, Workflow<?, ?> workflow, Work.Transports transports) {
        return driver.start(job, new Work(job, workflow, transports), Duration.ZERO);
    }

    public JobHandle resume(JobRecord job, Workflow<?, ?> workflow, Work.Transports transports) {
        return start(job, workflow, transports);
    }

    @Override
    public void close() {
        driver.close();
    }

    private record FunctionWorkflow(String name, ItemFunction function)
            implements Workflow<String, String> {

        @Override
        public Outline outline() {
            return Outline.of(name, 1);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String element, Steps steps) throws Exception {
            var result = function.apply(element, steps);
            return result == null ? List.of() : List.of(result.toString());
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("result", result -> result);
        }
    }
}
