package io.longhaul.engine.run;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Foresight;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.core.Known;
import io.longhaul.engine.core.Standing;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.StoredItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A job's code: turns the machine's effects into the work of its workflow, sources and transports. Both drivers
/// use it, so that they can differ only in when they call.
public class Work {

    private final JobRecord job;
    private final Workflow<?, ?> workflow;
    private final Transports transports;
    private final List<String> columns;
    private final Traces traces = new Traces();

    /// How a source's requests travel.
    @FunctionalInterface
    public interface Transports {
        Transport of(Source<?, ?> source);

        /// For workflows that ask nothing.
        static Transports none() {
            return source -> {
                throw new IllegalStateException(
                        "source " + source.spec().name() + " has no transport; pass one when the job is started");
            };
        }
    }

    public Work(JobRecord job, Workflow<?, ?> workflow, Transports transports) {
        this.job = job;
        this.workflow = workflow;
        this.transports = transports;
        this.columns = job.draft().columns();
    }

    public long jobId() {
        return job.id();
    }

    Instant asOf() {
        return job.asOf();
    }

    public Workflow<?, ?> workflow() {
        return workflow;
    }

    /// The identity of a question: the same for the same question, always.
    protected Digest digest(Steps.Question<?, ?> question) {
        return digestOf(question);
    }

    private <Q, A> Digest digestOf(Steps.Question<Q, A> question) {
        var source = question.source();
        var spec = source.spec();
        return Digest.of(
                spec.name(),
                Integer.toString(spec.version()),
                source.canonical(question.question()),
                Integer.toString(question.sample()),
                transports.of(source).origin(),
                spec.reuse().scope() == Reuse.Scope.JOB ? Long.toString(job.id()) : "");
    }

    /// Runs an item to its end; empty if it was unwound first.
    public @Nullable ItemEnd run(StoredItem item, ItemSteps steps) {
        ItemEnd end;
        try {
            end = run(workflow, item, steps);
        } catch (Unwinding unwinding) {
            return unwinding.end();
        } catch (VirtualMachineError error) {
            threw(item, error);
            end = new ItemEnd.Failed(ErrorClass.RESOURCE, Defects.text(error), "");
        } catch (Throwable thrown) {
            if (steps.end() == null) {
                threw(item, thrown);
            }
            end = new ItemEnd.Failed(ErrorClass.UNKNOWN, Defects.text(thrown), "");
        }
        // what it said first counts, whatever its code made of the unwinding
        return steps.end() == null ? end : steps.end();
    }

    /// Told of what the workflow's own code threw: the store keeps the message only, and a defect is found by its trace.
    protected void threw(StoredItem item, Throwable thrown) {
        traces.log(job, item, thrown);
    }

    private <T, R> ItemEnd run(Workflow<T, R> flow, StoredItem item, Steps steps) throws Exception {
        T parsed;
        try {
            parsed = flow.item(new Row(columns, item.cells()));
        } catch (IllegalArgumentException refused) {
            return new ItemEnd.Failed(ErrorClass.VALIDATION, String.valueOf(refused.getMessage()), "");
        }
        var rows = flow.run(parsed, steps);
        var results = flow.columns();
        var cells = new ArrayList<List<@Nullable String>>(rows.size());
        for (var row : rows) {
            cells.add(results.cells(row));
        }
        return new ItemEnd.Done(rows.size(), ResultCodec.encode(cells));
    }

    /// What the ledger knows of a question, stored replies read by the source of today.
    public static Event.LookedUp lookUp(Effect.LookUp effect, StoreView store) {
        return lookedUp(effect.ask(), store.calls(effect.ask().digest()));
    }

    /// @param calls that the store has for the question
    static Event.LookedUp lookedUp(Ask ask, List<StoredCall> calls) {
        var known = new ArrayList<Known>(calls.size());
        for (var call : calls) {
            Answer<?> answer = null;
            var reply = call.reply();
            if (call.state().answers() && reply != null) {
                answer = read(ask.question(), reply, new Defects());
            } else if (call.unreadable()) {
                answer = new Answer.Failed<>(ErrorClass.RESOURCE, call.reason());
            }
            known.add(new Known(call, answer));
        }
        return new Event.LookedUp(ask.digest(), known);
    }

    private static <Q, A> Answer<A> read(Steps.Question<Q, A> question, Reply reply, Defects defects) {
        try {
            return question.source().read(question.question(), reply);
        } catch (RuntimeException | Error defect) {
            return unreadable(question.source(), defect, defects);
        }
    }

    /// A source that fails, even of a reply nested too deep for the stack, fails this call and no other.
    private static <A> Answer.Failed<A> unreadable(Source<?, A> source, Throwable defect, Defects defects) {
        var name = source.spec().name();
        defects.add("reading a reply of " + name, defect);
        return new Answer.Failed<>(
                defect instanceof OutOfMemoryError ? ErrorClass.RESOURCE : ErrorClass.VALIDATION,
                "the reply of " + name + " could not be read: " + Defects.text(defect));
    }

    /// Sends for real: blocks until the delivery ends.
    Event.Arrived send(Effect.Send effect, Intake intake, Defects defects) {
        var source = effect.asks().getFirst().question().source();
        Request request;
        Transport transport;
        try {
            request = request(source, effect.asks(), effect.key());
            transport = transports.of(source);
        } catch (RuntimeException | Error defect) {
            defects.add("making a request to " + source.spec().name(), defect, masking(effect.key()));
            // a request that cannot be built never left
            return arrived(effect, new Delivery.NotSent(
                    ErrorClass.VALIDATION, "the request could not be made: " + Defects.text(defect)));
        }
        var planned = effect.attempt();
        try {
            var attempt = new Transport.Attempt(planned.callId(), planned.timeout(), planned.idempotencyKey(), intake);
            return arrived(effect, transport.send(request, attempt));
        } catch (RuntimeException | Error defect) {
            defects.add("the transport of " + source.spec().name(), defect, masking(effect.key()));
            // it may have left
            return arrived(effect, new Delivery.Lost(
                    ErrorClass.UNKNOWN, "the transport of " + source.spec().name() + " failed: "
                            + Defects.text(defect)));
        }
    }

    private Event.Arrived arrived(Effect.Send effect, Delivery delivery) {
        var masked = masked(delivery, effect.key());
        return new Event.Arrived(effect.attempt().callId(), masked, cost(effect, masked));
    }

    private static UnaryOperator<String> masking(Key key) {
        return text -> key.secret().isEmpty() ? text : Masked.text(text, key);
    }

    /// Some upstreams repeat the key they were given: it must not reach the store.
    private static Delivery masked(Delivery delivery, Key key) {
        if (key.secret().isEmpty()) {
            return delivery;
        }
        return switch (delivery) {
            case Delivery.Answered(var reply) -> new Delivery.Answered(Masked.reply(reply, key));
            case Delivery.NotSent(var why, var reason) -> new Delivery.NotSent(why, Masked.text(reason, key));
            case Delivery.Lost(var why, var reason, var stderr) ->
                new Delivery.Lost(why, Masked.text(reason, key), Masked.text(stderr, key));
        };
    }

    /// What a delivery really cost, in 1e-9 USD.
    public long cost(Effect.Send effect, Delivery delivery) {
        return delivery instanceof Delivery.Answered(var reply)
                ? cost(effect.asks().getFirst().question(), reply)
                : 0;
    }

    @SuppressWarnings("unchecked") // all asks of a group are to the one source
    private static <Q, A> Request request(Source<Q, A> source, List<Ask> asks, Key key) {
        if (source instanceof GroupedSource<Q, A> grouped) {
            var questions = new ArrayList<Q>(asks.size());
            for (var ask : asks) {
                questions.add((Q) ask.question().question());
            }
            return grouped.request(questions, key);
        }
        return source.request((Q) asks.getFirst().question().question(), key);
    }

    private static <Q, A> long cost(Steps.Question<Q, A> question, Reply reply) {
        if (question.source().spec().price().free()) {
            return 0;
        }
        try {
            return nanos(question.source().cost(question.question(), reply));
        } catch (RuntimeException | Error unreadable) {
            return nanos(question.source().spec().price().max());
        }
    }

    private static long nanos(BigDecimal usd) {
        return usd.movePointRight(9).setScale(0, java.math.RoundingMode.CEILING).longValueExact();
    }

    public static Event.Judged read(Effect.Read effect) {
        return read(effect, new Defects());
    }

    /// @param defects told of a source that fails
    static Event.Judged read(Effect.Read effect, Defects defects) {
        var asks = effect.asks();
        var first = asks.getFirst();
        var refusal = first.grouped()
                ? refusal(
                        first.question().source(), asks.stream().map(Ask::question).toList(), effect.reply(), defects)
                : null;
        var answers = new ArrayList<Answer<?>>(asks.size());
        for (var ask : asks) {
            answers.add(refusal == null ? read(ask.question(), effect.reply(), defects) : refusal);
        }
        return new Event.Judged(effect.call(), answers);
    }

    @SuppressWarnings("unchecked") // all questions of a group are to the one source
    private static <Q, A> @Nullable Answer<A> refusal(
            Source<Q, A> source, List<? extends Steps.Question<?, ?>> questions, Reply reply, Defects defects) {
        var grouped = (GroupedSource<Q, A>) source;
        var asked = questions.stream().map(question -> (Q) question.question()).toList();
        try {
            return grouped.refuse(asked, reply).orElse(null);
        } catch (RuntimeException | Error defect) {
            return unreadable(source, defect, defects);
        }
    }

    /// The time of the upstream behind a gate, where one of the workflow's sources can ask for it.
    Optional<Instant> upstreamTime(String gate) {
        for (var demand : workflow.outline().demands()) {
            if (demand.source().spec().limits().gate().equals(gate)) {
                return transports.of(demand.source()).upstreamTime();
            }
        }
        return Optional.empty();
    }

    /// Ends what its transports have left running.
    void close() {
        for (var demand : workflow.outline().demands()) {
            transports.of(demand.source()).close();
        }
    }

    /// A page of pending items, with the counts of those that ended when it is the first.
    public Event.Loaded load(Effect.Load effect, StoreView store) {
        var page = store.pending(effect.job(), effect.from(), effect.limit());
        return new Event.Loaded(
                effect.job(), page, page.size() < effect.limit(), effect.from() == 0 ? store.counts(job.id()) : null);
    }

    /// What the pending rows still ask: for jobs with declared limits, reads all of them.
    public Event.Counted count(StoreView store) {
        var latencies = new HashMap<String, StoreView.Latency>();
        for (var demand : workflow.outline().demands()) {
            var name = demand.source().spec().name();
            store.latency(name).ifPresent(seen -> latencies.put(name, seen));
        }
        return new Event.Counted(
                job.id(), new Standing(new Owing(this, job, store, store.counts(job.id())).byGate(), latencies));
    }

    /// What an item asks in any case; nothing of a row that cannot be worked on.
    List<Steps.Question<?, ?>> asks(StoredItem item, StoreView store) {
        try {
            return asks(workflow, item, foresight(store, asOf(), item));
        } catch (RuntimeException | StackOverflowError refused) {
            return List.of();
        }
    }

    private <T> List<Steps.Question<?, ?>> asks(Workflow<T, ?> flow, StoredItem item, Foresight foresight) {
        return flow.asks(flow.item(new Row(columns, item.cells())), foresight);
    }

    /// What a job as of an instant can know beforehand.
    public static Foresight foresight(StoreView store, Instant asOf) {
        return foresight(store, asOf, null);
    }

    /// What can be known beforehand of an item of a job as of an instant.
    public static Foresight foresight(StoreView store, Instant asOf, @Nullable StoredItem item) {
        return new Foresight() {
            @Override
            public Optional<Instant> retriedAt() {
                return Optional.ofNullable(item == null ? null : item.retriedAt());
            }

            @Override
            public Instant asOf() {
                return asOf;
            }

            @Override
            public Optional<byte[]> kept(String shelf, String key) {
                return store.kept(shelf, key);
            }
        };
    }
}
