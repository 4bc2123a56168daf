package io.longhaul.lab.source;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.upstream.Answers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the lab's upstream about a number.
///
/// - **Item**: a number's key, from the column `key`.
/// - **Rows**: one, with both answers.
/// - **Spends**, an item: 1 to 2 calls of `lab`.
/// - **Stops an item**: a step out of retries.
///
/// @param mostCalls 1, or 2 to ask a second time for every other number
public record LabWorkflow(LabSource source, int mostCalls) implements Workflow<String, LabWorkflow.Result> {

    public static final String NAME = "lab";
    public static final String FIRST = "first";
    public static final String SECOND = "second";

    /// @param second null for a number that asked once
    public record Result(String key, String first, @Nullable String second) {}

    /// What is asked of the upstream in a step of an item.
    public static String question(String key, String step) {
        return key + "." + step;
    }

    private boolean asksTwice(String key) {
        return mostCalls > 1 && LabJob.number(key) % 2 == 1;
    }

    /// The one right row of an item.
    public Result expected(String key) {
        return new Result(
                key,
                Answers.to(question(key, FIRST)),
                asksTwice(key) ? Answers.to(question(key, SECOND)) : null);
    }

    @Override
    public Outline outline() {
        return Outline.of(NAME, 1).perItem(1, mostCalls, source);
    }

    @Override
    public String item(Row row) {
        return row.cells().getFirst();
    }

    @Override
    public List<Result> run(String key, Steps steps) {
        var first = steps.ask(FIRST, source, question(key, FIRST));
        var second = asksTwice(key) ? steps.ask(SECOND, source, question(key, SECOND)) : null;
        return List.of(new Result(key, first, second));
    }

    @Override
    public Columns<Result> columns() {
        return Columns.<Result>of()
                .text("key", Result::key)
                .text("first", Result::first)
                .text("second", Result::second);
    }
}
