package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What upstreams said: bodies of any size, headers, last words.
public interface StoreRepliesContract extends StoreFixture {

    @Test
    default void headersOfAReplyAreReadWhateverItMeant() {
        try (var store = open()) {
            var job = load(store, 9);
            store.commit(List.of(
                    reserve(1, job, 0, "failed"), settle(1, "v"), read(1, -1, CallState.FAILED),
                    reserve(2, job, 1, "open")));

            assertThat(store.calls(digest("failed")).getFirst().reply()).isNull();
            assertThat(store.replyHeaders(1)).isEqualTo(Map.of("content-type", "text/plain"));
            assertThat(store.replyHeaders(2)).isEmpty();
            assertThat(store.replyHeaders(99)).isEmpty();

            store.commit(List.of(
                    new Write.Closed(2, CallState.LOST, ErrorClass.TIMEOUT, "no answer", at(4), "hangs\n"),
                    reserve(3, job, 2, "at once"),
                    new Write.Closed(3, CallState.LOST, ErrorClass.TIMEOUT, "no answer", at(5), "hangs, too\n")));

            assertThat(store.replyHeaders(2)).isEqualTo(Map.of("stderr", "hangs\n"));
            assertThat(store.replyHeaders(3)).isEqualTo(Map.of("stderr", "hangs, too\n"));
            assertThat(store.calls(digest("open")).getFirst().reply()).isNull();
        }
    }

    @Test
    default void repliesOfAnySizeComeBackUnchanged() {
        var store = open();
        var job = load(store, 5);
        var random = new Random(1);
        var bodies = new ArrayList<byte[]>();
        for (int size : new int[] {0, 1, 65_536, 65_537, 3_000_000}) {
            var body = new byte[size];
            random.nextBytes(body);
            bodies.add(body);
        }
        bodies.add(bodies.get(3));
        for (int i = 0; i < bodies.size(); i++) {
            var reply = new Reply(200, Map.of(), bodies.get(i), at(50));
            store.commit(List.of(reserve(i + 1, job, 0, "q" + i), new Write.Settled(i + 1, reply, 0)));
        }
        try (var next = kill(store)) {
            for (int i = 0; i < bodies.size(); i++) {
                var call = next.calls(digest("q" + i)).getFirst();
                assertThat(Arrays.equals(requireNonNull(call.reply()).body(), bodies.get(i)))
                        .as("body of %d bytes", bodies.get(i).length)
                        .isTrue();
            }
        }
    }
}
