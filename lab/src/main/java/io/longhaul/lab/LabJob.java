package io.longhaul.lab;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/// Jobs over the numbers 0 to n - 1, as the lab submits them: batches of 10 and a checkpoint after 10 rows, which is
/// what the library's entry takes, too.
public final class LabJob {

    private static final int BATCH = 10;

    private LabJob() {}

    public static JobDraft draft(String workflow, RunOptions options) {
        return new JobDraft(
                workflow, workflow, 1, Map.of(), "", "the lab's numbers", "", List.of("key"), BATCH, BATCH,
                Instant.now(),
                false, options);
    }

    /// Copies the rows into the store; not part of any figure.
    public static JobRecord submit(Longhaul longhaul, String workflow, long items, RunOptions options) {
        var rows = LongStream.range(0, items)
                .mapToObj(number -> new DraftItem(number + 2, key(number), List.of(key(number)), null))
                .iterator();
        return longhaul.submit(draft(workflow, options), rows, workflow + " over " + items + " numbers");
    }

    public static String key(long number) {
        return "N" + number;
    }

    /// The number of a key.
    public static long number(String key) {
        return Long.parseLong(key, 1, key.length(), 10);
    }

    /// A workflow that asks nothing; what the function makes of the number becomes the one cell of its row.
    public static Workflow<Long, String> workflow(String name, Function<Long, String> function) {
        return new Computing(name, function);
    }

    private record Computing(String name, Function<Long, String> function) implements Workflow<Long, String> {

        @Override
        public Outline outline() {
            return Outline.of(name, 1);
        }

        @Override
        public Long item(Row row) {
            return number(row.cells().getFirst());
        }

        @Override
        public List<String> run(Long number, Steps steps) {
            return List.of(function.apply(number));
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("result", result -> result);
        }
    }
}
