package io.longhaul.testkit.sim;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import java.util.List;

/// A scarce question an item; every third asks a free one first, on which it depends, and every seventh asks two scarce
/// ones side by side.
record SimWorkflow(SimSource free, SimSource scarce, boolean plain, boolean told)
        implements Workflow<String, List<String>> {

    private static final Columns<List<String>> COLUMNS =
            Columns.<List<String>>of().text("key", List::getFirst).text("value", List::getLast);

    @Override
    public Outline outline() {
        if (plain) {
            return Outline.of("simulated", 1).onePerItem(scarce);
        }
        return Outline.of("simulated", 1).perItem(0, 1, free).perItem(1, 2, scarce);
    }

    @Override
    public String item(Row row) {
        return row.cells().getFirst();
    }

    @Override
    public List<Steps.Question<?, ?>> asks(String key) {
        if (plain) {
            return List.of(new Steps.Question<>("paid", scarce, key + "/"));
        }
        if (!told) {
            return List.of();
        }
        var first = key.hashCode() % 3 == 0
                ? new Steps.Question<>("facts", free, key)
                : new Steps.Question<>("paid", scarce, key + "/0");
        return key.hashCode() % 7 == 0
                ? List.of(first, new Steps.Question<>("paid", scarce, extra(key)))
                : List.of(first);
    }

    @Override
    public List<List<String>> run(String key, Steps steps) {
        if (plain) {
            return List.of(List.of(key, steps.ask("paid", scarce, key + "/")));
        }
        var question = key + "/" + (asksFree(key) ? facts(key, steps).length() % 2 : 0);
        if (key.hashCode() % 7 != 0) {
            return List.of(List.of(key, steps.ask("paid", scarce, question)));
        }
        var both = steps.all("paid", scarce, List.of(question, extra(key)));
        var second = both.get(1) instanceof Answer.Found<String>(var value, _) ? value : "none";
        return both.get(0) instanceof Answer.Found<String>(var value, _)
                ? List.of(List.of(key, value + second))
                : List.of();
    }

    /// One question for most of them, and one of its own for every third.
    private static String extra(String key) {
        return key.hashCode() % 21 == 0 ? key + "/extra" : "extra";
    }

    /// Whether no question of the row is refused as malformed: such an answer is the job's own, and another asks again.
    static boolean neverRefused(String key) {
        return java.util.stream.Stream.of(key, key + "/0", key + "/1", extra(key))
                .noneMatch(SimUpstream::refused);
    }

    static boolean asksFree(String key) {
        return key.hashCode() % 3 == 0;
    }

    private String facts(String key, Steps steps) {
        return switch (steps.tryAsk("facts", free, key)) {
            case Answer.Found<String>(var value, _) -> value;
            case Answer.Missing<String> _,Answer.Failed<String> _,Answer.TooLarge<String> _,Answer.Refused<String> _,Answer.Throttled<String> _ ->
                "nothing";
        };
    }

    @Override
    public Columns<List<String>> columns() {
        return COLUMNS;
    }
}
