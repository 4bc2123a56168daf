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
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    /// becomes the element's result, as text; null leaves it without a row.
    public JobHandle run(String name, List<String> elements, BiFunction<String, Steps, @Nullable Object> function) {
        return run(name, elements, function, RunOptions.DEFAULT);
    }

    public JobHandle run(
            String name,
            List<String> elements,
            BiFunction<String, Steps, @Nullable Object> function,
            RunOptions options) {
        var workflow = new FunctionWorkflow(name, function);
        var draft = new JobDraft(
                name, name, 1, Map.of(), "", elements.size() + " elements", "", List.of("element"), 10, 10,
                clocks.wall().instant(), false, options);
        var digest = identity(draft, elements);
        var unfinished = unfinished(digest);
        return unfinished.isPresent()
                ? resume(unfinished.get(), workflow, Work.Transports.none())
                : start(submit(draft, new Numbered(elements.iterator()), digest), workflow, Work.Transports.none());
    }

    private static String identity(JobDraft draft, List<String> elements) {
        return Digest.of(draft.workflow(), Digest.of(elements.toArray(String[]::new)).toString())
                .toString();
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

    private record Numbered(Iterator<String> elements, int[] count) implements Iterator<DraftItem> {
        Numbered(Iterator<String> elements) {
            this(elements, new int[1]);
        }

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public DraftItem next() {
            var element = elements.next();
            return new DraftItem(++count[0], element, List.of(element), null);
        }
    }

    private record FunctionWorkflow(String name, BiFunction<String, Steps, @Nullable Object> function)
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
        public List<String> run(String element, Steps steps) {
            var result = function.apply(element, steps);
            return result == null ? List.of() : List.of(result.toString());
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("result", result -> result);
        }
    }
}
