package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.run.ItemSteps;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoredItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An item whose code outlives an error in the middle of a question goes on and ends; taken for unwound, it would
/// hang.
class DefectInAnAskTest {

    private static final FakeSource SOURCE =
            new FakeSource(new Spec("quotes", 1, Limits.none("quotes"), Price.FREE, Reuse.job()));

    /// Asks again, whatever happened.
    private record Stubborn() implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("one", 1).onePerItem(SOURCE);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String item, Steps steps) {
            try {
                return List.of(steps.ask("price", SOURCE, item));
            } catch (StackOverflowError tooDeep) {
                return List.of(steps.ask("price", SOURCE, item));
            }
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("price", price -> price);
        }
    }

    private static final class OnceTooDeep extends ItemSteps {
        private boolean failed;

        OnceTooDeep(Work work) {
            super(work, new StoredItem(0, 1, "A", 1, List.of("A"), null, 0), 1);
            begin();
        }

        @Override
        protected java.util.Optional<byte[]> stored(String shelf, String key) {
            return java.util.Optional.empty();
        }

        @Override
        protected List<Answer<?>> answers(List<Ask> asks) {
            if (!failed) {
                failed = true;
                throw new StackOverflowError();
            }
            return List.of(new Answer.Found<>("7", ByHand.NOW));
        }
    }

    @Test
    void anItemGoesOnAfterAnErrorThatItsCodeCaught() {
        var run = new ByHand(SOURCE, RunOptions.DEFAULT, "A");
        var work = new Work(run.job, new Stubborn(), any -> OwedTest.answering(path -> 200));

        var end = work.run(run.store.pending(run.job.id(), 0, 1).getFirst(), new OnceTooDeep(work));

        assertThat(end).isInstanceOf(ItemEnd.Done.class);
    }
}
