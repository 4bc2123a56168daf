package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.LiveDriver;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Errors of code that must not fail end their own call, and no thread.
@Timeout(60)
class DefectsTest {

    private static final InstantSource NOW = InstantSource.system();
    private static final Spec SPEC = new Spec("quotes", 1, Limits.none("quotes"), Price.FREE, Reuse.job());

    private final MemoryStore store = new MemoryStore();
    private final LiveDriver driver = new LiveDriver(store, Clocks.system(), gate -> List.of());
    private final FakeTransport transport = new FakeTransport(NOW, path -> {
        if (path.equals("/bad-transport")) {
            throw new NoClassDefFoundError("a jar was replaced");
        }
        return new Transport.Delivery.Answered(new Reply(200, Map.of(), new byte[0], NOW.instant()));
    });

    @AfterEach
    void close() {
        driver.close();
    }

    /// Finds the question itself, but for those that begin with "bad".
    private record Quotes() implements Source<String, String> {
        @Override
        public Spec spec() {
            return SPEC;
        }

        @Override
        public String canonical(String question) {
            return question;
        }

        @Override
        public Request request(String question, Key key) {
            if (question.equals("bad-request")) {
                throw new AssertionError("cannot be asked");
            }
            return Request.get("/" + question);
        }

        @Override
        public Answer<String> read(String question, Reply reply) {
            if (question.equals("bad-reply")) {
                return deeper(question, reply);
            }
            return new Answer.Found<>(question, reply.receivedAt());
        }

        @SuppressWarnings("InfiniteRecursion") // as of a reply that is nested too deep
        private Answer<String> deeper(String question, Reply reply) {
            return deeper(question + "[", reply);
        }
    }

    private record Flow(Quotes quotes) implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("test", 1).onePerItem(quotes);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String item, Steps steps) {
            return List.of(steps.ask("step", quotes, item));
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private JobHandle start(String... keys) {
        var draft = new JobDraft(
                "t", "test", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, NOW.instant(), false,
                RunOptions.DEFAULT.withMaxRetries(0));
        try (var loader = store.load(draft)) {
            var items = new ArrayList<DraftItem>();
            for (var key : keys) {
                items.add(new DraftItem(items.size() + 1L, key, List.of(key), null));
            }
            loader.add(items);
            var job = loader.publish("id");
            return driver.start(job, new Work(job, new Flow(new Quotes()), source -> transport), Slice.NONE);
        }
    }

    private void oneFails(String key, ErrorClass errorClass, String reason) throws InterruptedException {
        var job = start("A", key, "B", "C");

        assertThat(job.await().state()).isEqualTo(JobState.COMPLETED);

        var ended = store.ended(job.id(), ItemFilter.all(), 0, 10);
        assertThat(ended).extracting((EndedItem each) -> each.outcome().state())
                .containsExactly(ItemState.DONE, ItemState.FAILED, ItemState.DONE, ItemState.DONE);
        assertThat(ended.get(1).outcome().errorClass()).isEqualTo(errorClass);
        assertThat(ended.get(1).outcome().reason()).contains(reason);
        assertThat(driver.defects().count()).isEqualTo(1);
        assertThat(driver.alive()).isTrue();
    }

    @Test
    void anErrorInATransportFailsThatCallOnly() throws InterruptedException {
        oneFails("bad-transport", ErrorClass.UNKNOWN, "the transport of quotes failed: java.lang.NoClassDefFoundError");
    }

    @Test
    void aReplyThatIsNestedTooDeepFailsThatCallOnly() throws InterruptedException {
        oneFails("bad-reply", ErrorClass.VALIDATION, "could not be read: java.lang.StackOverflowError");
    }

    @Test
    void anErrorInMakingARequestFailsThatCallOnly() throws InterruptedException {
        oneFails("bad-request", ErrorClass.VALIDATION, "the request could not be made: java.lang.AssertionError");
    }

    @Test
    void aListenerThatFailsHurtsNoOtherAndHearsOn() throws InterruptedException {
        var heard = new CopyOnWriteArrayList<JobEvent>();
        var broken = new CopyOnWriteArrayList<JobEvent>();
        driver.listen(event -> {
            broken.add(event);
            throw new StackOverflowError();
        });
        driver.listen(heard::add);

        start("A", "B").await();

        assertThat(heard).filteredOn(JobEvent.ItemEnded.class::isInstance).hasSize(2);
        assertThat(broken).hasSameSizeAs(heard);
        assertThat(driver.defects().count()).isEqualTo(heard.size());
    }
}
