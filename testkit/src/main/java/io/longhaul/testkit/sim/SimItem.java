package io.longhaul.testkit.sim;

import io.longhaul.engine.Answer;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.run.ItemSteps;
import io.longhaul.engine.run.Unwinding;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A run of a row: its code is called inline, and again with each answer it waited for.
final class SimItem {

    final Work work;
    final StoredItem item;
    final int run;
    private final Map<Digest, Answer<?>> answers = new HashMap<>(4);
    /// Questions it waits for, and those of them that are seen under way.
    private final Set<Digest> missing = new HashSet<>(4);
    private final Set<Digest> under = new HashSet<>(4);

    SimItem(Work work, StoredItem item, int run) {
        this.work = work;
        this.item = item;
        this.run = run;
    }

    void sent(Digest question) {
        under.add(question);
    }

    /// Some of what it asked is under way, and some is not.
    boolean midway() {
        return !under.isEmpty() && missing.size() > under.size();
    }

    /// Whether it waits for one of the questions of a row that are not under way.
    boolean waitsForAnyThatWaits(SimItem row) {
        return row.missing.stream().anyMatch(question -> !row.under.contains(question) && missing.contains(question));
    }

    /// @return whether it has all it waited for
    boolean give(Digest question, Answer<?> answer) {
        answers.put(question, answer);
        under.remove(question);
        return missing.remove(question) && missing.isEmpty();
    }

    ItemSteps steps(Store store, Consumer<Event> post) {
        return new Inline(store, post);
    }

    private final class Inline extends ItemSteps {
        private final Store store;
        private final Consumer<Event> post;

        Inline(Store store, Consumer<Event> post) {
            super(work, item, run);
            this.store = store;
            this.post = post;
            begin();
        }

        @Override
        protected Optional<byte[]> stored(String shelf, String key) {
            return store.kept(shelf, key);
        }

        @Override
        protected List<Answer<?>> answers(List<Ask> asks) {
            var given = new ArrayList<Answer<?>>(asks.size());
            List<Ask> unanswered = null;
            for (var ask : asks) {
                var answer = answers.get(ask.digest());
                if (answer != null) {
                    given.add(answer);
                } else {
                    unanswered = unanswered == null ? new ArrayList<>() : unanswered;
                    unanswered.add(ask);
                }
            }
            if (unanswered == null) {
                return given;
            }
            missing.clear();
            under.clear();
            unanswered.forEach(ask -> missing.add(ask.digest()));
            post.accept(new Event.Asked(unanswered));
            throw Unwinding.AGAIN;
        }
    }
}
