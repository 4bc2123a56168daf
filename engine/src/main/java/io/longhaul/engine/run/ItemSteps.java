package io.longhaul.engine.run;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.core.Keeping;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The steps of one run of an item. Drivers differ only in [#answers]: one waits, the other unwinds.
public abstract class ItemSteps implements Steps {

    private final Work work;
    private final StoredItem item;
    private final int run;
    private @Nullable Thread owner;
    private int asked;
    private boolean closed;
    private int found;
    private final LinkedHashMap<List<String>, byte[]> keeps = new LinkedHashMap<>();
    private @Nullable ItemEnd end;
    private @Nullable RandomGenerator random;

    protected ItemSteps(Work work, StoredItem item, int run) {
        this.work = work;
        this.item = item;
        this.run = run;
    }

    /// Binds the steps to the thread that runs the item.
    protected final void begin() {
        owner = Thread.currentThread();
    }

    /// The answers to these questions, by [Ask#index], or an [Unwinding].
    protected abstract List<Answer<?>> answers(List<Ask> asks);

    /// The document of that shelf and key, as the store has it now.
    protected abstract Optional<byte[]> stored(String shelf, String key);

    /// What the run found kept and leaves kept.
    public Keeping keeping() {
        if (found == 0 && keeps.isEmpty()) {
            return Keeping.NONE;
        }
        var documents = new ArrayList<Keeping.Document>(keeps.size());
        keeps.forEach((place, bytes) -> documents.add(
                new Keeping.Document(place.getFirst(), place.getLast(), bytes)));
        return new Keeping(found, documents);
    }

    /// How the item ended by its own word; null if it did not say.
    public @Nullable ItemEnd end() {
        return end;
    }

    @Override
    public final <Q, A> A ask(String step, Source<Q, A> source, Q question) {
        return switch (tryAsk(step, source, question)) {
            case Answer.Found<A>(var value, _) -> value;
            case Answer.Missing<A>(var reason) -> throw failing(ErrorClass.NOT_FOUND, reason, source);
            case Answer.Failed<A>(var errorClass, var reason) -> throw failing(errorClass, reason, source);
            case Answer.TooLarge<A>(var reason) -> throw skip(reason);
            case Answer.Refused<A>(var reason) -> throw failing(ErrorClass.AUTH, reason, source);
            case Answer.Throttled<A>(_, _, var reason) -> throw failing(ErrorClass.RATE_LIMIT, reason, source);
        };
    }

    @Override
    @SuppressWarnings("unchecked") // the answer was read by the question's own source
    public final <Q, A> Answer<A> tryAsk(String step, Source<Q, A> source, Q question) {
        check();
        var asked = new Question<>(step, source, question);
        return (Answer<A>) given(List.of(ask(asked, digest(asked)))).getFirst();
    }

    @Override
    @SuppressWarnings("unchecked") // each answer was read by the question's own source
    public final <Q, A> List<Answer<A>> all(String step, Source<Q, A> source, List<Q> questions) {
        var asked = new ArrayList<Question<?, ?>>(questions.size());
        for (var question : questions) {
            asked.add(new Question<>(step, source, question));
        }
        var answers = new ArrayList<Answer<A>>(questions.size());
        for (var answer : all(asked)) {
            answers.add((Answer<A>) answer);
        }
        return answers;
    }

    @Override
    public final List<Answer<?>> all(List<Question<?, ?>> questions) {
        check();
        if (questions.isEmpty()) {
            return List.of();
        }
        // one ask a digest, however often the item asks it side by side
        var asks = new ArrayList<Ask>();
        var places = new HashMap<Digest, Integer>();
        int[] place = new int[questions.size()];
        for (int i = 0; i < place.length; i++) {
            var digest = digest(questions.get(i));
            var known = places.putIfAbsent(digest, asks.size());
            place[i] = known == null ? asks.size() : known;
            if (known == null) {
                asks.add(ask(questions.get(i), digest));
            }
        }
        var given = given(asks);
        var answers = new ArrayList<Answer<?>>(place.length);
        for (int at : place) {
            answers.add(given.get(at));
        }
        return answers;
    }

    private Ask ask(Question<?, ?> question, Digest digest) {
        var source = question.source();
        return new Ask(
                work.jobId(), item.position(), run, asked++, question, source.spec(), digest,
                source instanceof GroupedSource<?, ?>, question.mark());
    }

    private List<Answer<?>> given(List<Ask> asks) {
        try {
            return answers(asks);
        } catch (Unwinding unwinding) {
            closed = true;
            throw unwinding;
        }
    }

    /// The identity of a question.
    protected Digest digest(Question<?, ?> question) {
        return work.digest(question);
    }

    @Override
    public final RuntimeException skip(String reason) {
        check();
        throw ending(new ItemEnd.Skipped(reason));
    }

    @Override
    public final RuntimeException fail(ErrorClass errorClass, String reason) {
        check();
        throw ending(new ItemEnd.Failed(errorClass, reason, ""));
    }

    private Unwinding failing(ErrorClass errorClass, String reason, Source<?, ?> source) {
        return ending(new ItemEnd.Failed(errorClass, reason, source.spec().name()));
    }

    private Unwinding ending(ItemEnd how) {
        if (end == null) {
            end = how;
        }
        closed = true;
        return new Unwinding(end);
    }

    @Override
    public final Optional<byte[]> kept(String shelf, String key) {
        check();
        var own = keeps.get(List.of(shelf, key));
        if (own != null) {
            return own.length == 0 ? Optional.empty() : Optional.of(own);
        }
        var document = stored(shelf, key);
        found += document.isPresent() ? 1 : 0;
        return document;
    }

    @Override
    public final void keep(String shelf, String key, byte[] document) {
        check();
        if (shelf.isBlank() || key.isBlank()) {
            throw new IllegalArgumentException("shelf \"" + shelf + "\", key \"" + key + "\"; want names for both");
        }
        keeps.put(List.of(shelf, key), document);
    }

    @Override
    public final Instant asOf() {
        check();
        return work.asOf();
    }

    @Override
    public final Optional<Instant> retriedAt() {
        check();
        return Optional.ofNullable(item.retriedAt());
    }

    @Override
    public final RandomGenerator random() {
        check();
        var generator = random;
        if (generator == null) {
            generator = new SplittableRandom(work.jobId() * 1_000_003L + item.position());
            random = generator;
        }
        return generator;
    }

    private void check() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("steps belong to the thread of their item; ask side by side with all(...)");
        }
        if (closed) {
            // user code caught the unwinding and went on: it gets no further
            throw new Unwinding(end);
        }
    }
}
