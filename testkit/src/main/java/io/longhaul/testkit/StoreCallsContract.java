package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.JobCounts.CallCounts;
import io.longhaul.engine.store.StoreView.Latency;
import io.longhaul.engine.store.StoreView.Spent;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The ledger.
public interface StoreCallsContract extends StoreFixture {

    @Test
    default void aCallGoesFromReservedToRead() {
        try (var store = open()) {
            var job = load(store, 5);

            store.commit(List.of(reserve(1, job, 3, "q")));
            var reserved = store.calls(digest("q")).getFirst();
            store.commit(List.of(settle(1, "body")));
            var settled = store.calls(digest("q")).getFirst();
            store.commit(List.of(new Write.Read(1, -1, CallState.FOUND, null, "")));
            var found = store.calls(digest("q")).getFirst();

            assertThat(reserved)
                    .isEqualTo(new StoredCall(
                            1, job.id(), 3, "step", "yahoo", digest("q"), "me", "k***1", 1, 1_000, 1, CallState.OPEN,
                            at(1), null, null, "", null));
            assertThat(settled.state()).isEqualTo(CallState.UNREAD);
            assertThat(settled.costNanos()).isEqualTo(700);
            assertThat(settled.receivedAt()).isEqualTo(at(2));
            assertThat(found.state()).isEqualTo(CallState.FOUND);
            assertThat(requireNonNull(found.reply()).text()).isEqualTo("body");
            assertThat(found.reply().status()).isEqualTo(200);
            assertThat(found.reply().headers()).isEqualTo(Map.of("content-type", "text/plain"));
            assertThat(found.reply().receivedAt()).isEqualTo(at(2));
        }
    }

    @Test
    default void lostCallsMadeAgainAreCounted() {
        try (var store = open()) {
            var job = load(store, 9);
            var other = load(store, 9);
            store.commit(List.of(
                    reserve(1, job, 0, "again"), lost(1), reserve(2, job, 0, "again"), lost(2),
                    reserve(3, job, 0, "again"),
                    reserve(4, job, 1, "given up"), lost(4),
                    reserve(5, job, 2, "not sent"), lost(5), reserve(6, job, 2, "not sent"),
                    new Write.Closed(6, CallState.NOT_SENT, null, "stopped", at(9)),
                    reserve(7, job, 3, "another's"), lost(7), reserve(8, other, 3, "another's"),
                    group(9, job, "e", "f"), lost(9), group(10, job, "f"), lost(10)));

            // the first two, and the group of which one question was asked again
            assertThat(store.repeated(job.id())).isEqualTo(3);
            assertThat(store.repeated(other.id())).isZero();
            assertThat(store.repeated(99)).isZero();
        }
    }

    private static Write.Closed lost(long call) {
        return new Write.Closed(call, CallState.LOST, ErrorClass.TIMEOUT, "no reply in 5 s", at(call + 1));
    }

    @Test
    default void answeredQuestionsAreTold() {
        try (var store = open()) {
            var job = load(store, 9);
            store.commit(List.of(
                    reserve(1, job, 0, "old"), settle(1, "v"), read(1, -1, CallState.FOUND),
                    reserve(2, job, 1, "unread"), settle(2, "v"),
                    reserve(3, job, 2, "failed"), settle(3, "v"), read(3, -1, CallState.FAILED),
                    reserve(4, job, 3, "open"),
                    reserve(5, job, 4, "absent"), settle(5, "v"), read(5, -1, CallState.MISSING),
                    group(6, job, "member", "late"), settle(6, "v"), read(6, 0, CallState.FOUND),
                    read(6, 1, CallState.THROTTLED)));
            var all = Stream.of("old", "unread", "failed", "open", "absent", "member", "late", "never")
                    .map(Samples::digest)
                    .toList();

            assertThat(store.answered(all, at(3)))
                    .containsExactlyInAnyOrder(digest("unread"), digest("absent"), digest("member"));
            assertThat(store.answered(all, at(2))).contains(digest("old"));
            assertThat(store.answered(List.of(), at(0))).isEmpty();
        }
    }

    @Test
    default void aCallSettledAtOnceIsTheSame() {
        try (var store = open()) {
            var job = load(store, 5);

            store.commit(List.of(
                    reserve(1, job, 3, "q"),
                    settle(1, "body"),
                    new Write.Read(1, -1, CallState.FAILED, ErrorClass.SERVER, "status 503"),
                    reserve(2, job, 3, "q"),
                    settle(2, "better"),
                    read(2, -1, CallState.MISSING)));

            var calls = store.calls(digest("q"));
            assertThat(calls).extracting(StoredCall::id).containsExactly(1L, 2L);
            assertThat(calls.getFirst().errorClass()).isEqualTo(ErrorClass.SERVER);
            assertThat(calls.getFirst().reason()).isEqualTo("status 503");
            assertThat(calls.getFirst().reply()).isNull();
            assertThat(requireNonNull(calls.getLast().reply()).text()).isEqualTo("better");
        }
    }

    @Test
    default void callsComeByItemAndByJobWithoutReplies() {
        try (var store = open()) {
            var job = load(store, 5);
            var other = load(store, 5);
            store.commit(List.of(
                    reserve(1, job, 3, "a"),
                    settle(1, "x"),
                    reserve(2, other, 3, "b"),
                    reserve(3, job, 3, "c"),
                    reserve(4, job, 2, "d"),
                    group(5, job, "e", "f", "g", "h")));

            assertThat(ids(store.callsOf(job.id(), 3))).containsExactly(1L, 3L, 5L);
            assertThat(store.callsOf(job.id(), 3).getFirst().reply()).isNull();
            assertThat(store.callsOf(job.id(), 3).getLast().digest()).isEqualTo(digest("h"));
            assertThat(ids(store.callsOfJob(job.id(), 0, 10))).containsExactly(1L, 3L, 4L, 5L);
            assertThat(ids(store.callsOfJob(job.id(), 2, 2))).containsExactly(3L, 4L);
            assertThat(store.callsOfJob(job.id(), 5, 10).getFirst().position()).isEqualTo(-1);
            assertThat(store.callsOfJob(99, 0, 10)).isEmpty();
        }
    }

    private static List<Long> ids(List<StoredCall> calls) {
        return calls.stream().map(StoredCall::id).toList();
    }

    @Test
    default void lostCallsKeepTheirReservationAndUnsentOnesReturnIt() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(reserve(1, job, 0, "a"), reserve(2, job, 0, "b"), reserve(3, job, 0, "c")));

            store.commit(List.of(
                    new Write.Closed(1, CallState.LOST, ErrorClass.TIMEOUT, "no reply in 5 s", at(9)),
                    new Write.Closed(2, CallState.NOT_SENT, ErrorClass.NETWORK, "refused", at(9))));

            var lost = store.calls(digest("a")).getFirst();
            var unsent = store.calls(digest("b")).getFirst();
            assertThat(lost.units()).isEqualTo(1);
            assertThat(lost.costNanos()).isEqualTo(1_000);
            assertThat(lost.receivedAt()).isEqualTo(at(9));
            assertThat(lost.errorClass()).isEqualTo(ErrorClass.TIMEOUT);
            assertThat(unsent.units()).isZero();
            assertThat(unsent.costNanos()).isZero();
            assertThat(store.counts(job.id()).reservedNanos()).isEqualTo(2_000);
            assertThat(store.counts(job.id()).calls()).isEqualTo(Map.of("yahoo", new CallCounts(2, 0, 0, 0, 1)));
        }
    }

    @Test
    default void callsAreCountedBySource() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(
                    reserve(1, job, 0, "a"), settle(1, "x"), read(1, -1, CallState.FOUND),
                    reserve(2, job, 0, "b"), settle(2, "x"), read(2, -1, CallState.THROTTLED),
                    reserve(3, job, 0, "c"), settle(3, "x"), read(3, -1, CallState.REFUSED),
                    group(4, job, "d"), new Write.Reused(job.id(), "edgar", 3)));
            store.commit(List.of(settle(4, "x"), new Write.Reused(job.id(), "edgar", 4)));

            var counts = store.counts(job.id());

            assertThat(counts.calls())
                    .isEqualTo(Map.of(
                            "yahoo", new CallCounts(3, 0, 1, 1, 0),
                            "sheets", new CallCounts(1, 0, 0, 0, 0),
                            "edgar", new CallCounts(0, 7, 0, 0, 0)));
            assertThat(counts.costNanos()).isEqualTo(2_800);
            assertThat(counts.reservedNanos()).isZero();
        }
    }

    @Test
    default void aGroupAnswersEachOfItsQuestions() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(reserve(1, job, 1, "b"), group(2, job, "a", "b", "c")));
            store.commit(List.of(settle(2, "table")));

            store.commit(List.of(read(2, 0, CallState.MISSING), read(2, 1, CallState.FOUND)));
            var half = store.callsOfJob(job.id(), 2, 1).getFirst();
            store.commit(List.of(new Write.Read(2, 2, CallState.FAILED, ErrorClass.VALIDATION, "no such line")));
            var whole = store.callsOfJob(job.id(), 2, 1).getFirst();

            var b = store.calls(digest("b"));
            assertThat(b).extracting(StoredCall::state).containsExactly(CallState.OPEN, CallState.FOUND);
            assertThat(b.getLast().position()).isEqualTo(1);
            assertThat(b.getLast().digest()).isEqualTo(digest("b"));
            assertThat(requireNonNull(b.getLast().reply()).text()).isEqualTo("table");
            var c = store.calls(digest("c")).getFirst();
            assertThat(c.state()).isEqualTo(CallState.FAILED);
            assertThat(c.reason()).isEqualTo("no such line");
            assertThat(c.reply()).isNull();
            assertThat(half.state()).isEqualTo(CallState.UNREAD);
            assertThat(whole.state()).isEqualTo(CallState.MISSING);
        }
    }

    @Test
    default void aGroupIsReadOrLostAsAWhole() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(group(1, job, "a", "b"), settle(1, "x"), group(2, job, "c", "d")));

            store.commit(List.of(
                    new Write.Read(1, -1, CallState.THROTTLED, ErrorClass.QUOTA, "daily"),
                    new Write.Closed(2, CallState.LOST, null, "died", at(9))));

            assertThat(store.calls(digest("b")).getFirst().state()).isEqualTo(CallState.THROTTLED);
            assertThat(store.calls(digest("b")).getFirst().errorClass()).isEqualTo(ErrorClass.QUOTA);
            assertThat(store.calls(digest("d")).getFirst().state()).isEqualTo(CallState.LOST);
            assertThat(store.callsOfJob(job.id(), 0, 9))
                    .extracting(StoredCall::state)
                    .containsExactly(CallState.THROTTLED, CallState.LOST);
        }
    }

    @Test
    default void aGroupToldInPiecesIsOne() {
        try (var store = open()) {
            var job = load(store, 5);
            var group = group(1, job, "a", "b", "c");

            store.commit(List.of(group.withMembers(group.members().subList(0, 1))));
            store.commit(List.of(new Write.Joined(1, 1, group.members().subList(1, 3)), settle(1, "x")));
            store.commit(List.of(read(1, 0, CallState.MISSING), read(1, 1, CallState.FOUND)));

            assertThat(store.calls(digest("a")).getFirst().state()).isEqualTo(CallState.MISSING);
            assertThat(store.calls(digest("c")).getFirst().state()).isEqualTo(CallState.UNREAD);
            assertThat(store.callsOf(job.id(), 2)).hasSize(1);
            store.commit(List.of(read(1, 2, CallState.FOUND)));
            assertThat(store.callsOfJob(job.id(), 0, 9).getFirst().state()).isEqualTo(CallState.MISSING);
            assertThatThrownBy(() -> store.commit(List.of(new Write.Joined(1, 1, group.members()))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void openCallsAreHandedToTheNextOwnerOnce() {
        var store = open();
        var job = load(store, 5);
        store.commit(
                List.of(reserve(1, job, 0, "a"), reserve(7, job, 1, "b"), group(4, job, "c", "d"), settle(1, "x")));
        try (var next = kill(store)) {
            var opening = next.opening();

            assertThat(ids(opening.open())).containsExactly(4L, 7L);
            assertThat(opening.open().getFirst().position()).isEqualTo(-1);
            assertThat(opening.nextCallId()).isEqualTo(8);
        }
    }

    @Test
    default void spentUnitsAreThoseOpenOrClosedSince() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(
                    reserve(1, job, 0, "a"), new Write.Settled(1, reply("x", 100), 0),
                    reserve(2, job, 0, "b"), new Write.Settled(2, reply("x", 200), 0),
                    reserve(3, job, 0, "c"),
                    reserve(4, job, 0, "d"), new Write.Closed(4, CallState.NOT_SENT, null, "", at(300)),
                    reserve(5, job, 0, "e"), new Write.Closed(5, CallState.LOST, null, "", at(300))));

            assertThat(store.spentSince("yahoo", at(200)))
                    .containsExactly(
                            new Spent("yahoo", "me", at(2), at(200), 1),
                            new Spent("yahoo", "me", at(5), at(300), 1),
                            new Spent("yahoo", "me", at(3), Instant.MAX, 1));
            assertThat(store.spentSince("edgar", at(0))).isEmpty();
        }
    }

    @Test
    default void whatAGateAllowsIsSpentByAllItsSources() {
        try (var store = open()) {
            var job = load(store, 6);
            var sources = List.of("ya", "yahoo", "yahoo.bars", "yahoo.bars.old", "yahoox", "yahooXbars");
            var writes = new ArrayList<Write>();
            for (int i = 0; i < sources.size(); i++) {
                writes.add(new Write.Reserved(
                        i + 1, job.id(), i, "step", sources.get(i), digest("q" + i), List.of(), "me", "k***1", 1, 1_000,
                        1, at(i)));
            }
            store.commit(writes);

            assertThat(store.spentSince("yahoo", at(0)))
                    .extracting(Spent::source)
                    .containsExactlyInAnyOrder("yahoo", "yahoo.bars", "yahoo.bars.old");
            assertThat(store.spentSince("yahoo.bars", at(0)))
                    .extracting(Spent::source)
                    .containsExactlyInAnyOrder("yahoo.bars", "yahoo.bars.old");
            assertThat(store.spentSince("ya", at(0))).extracting(Spent::source).containsExactly("ya");
        }
    }

    @Test
    default void latencyIsThatOfAnsweredCalls() {
        try (var store = open()) {
            var job = load(store, 5);
            var writes = new ArrayList<Write>();
            for (int i = 1; i <= 10; i++) {
                var sent = reserve(i, job, 0, "q" + i);
                var reply = new Reply(200, Map.of(), new byte[0], sent.at().plusMillis(100L * i));
                writes.add(sent);
                writes.add(new Write.Settled(i, reply, 0));
            }
            writes.add(reserve(11, job, 0, "lost"));
            writes.add(new Write.Closed(11, CallState.LOST, null, "", at(9_999)));
            store.commit(writes);

            assertThat(store.latency("yahoo")).contains(new Latency(500, 900, 10));
            assertThat(store.latency("edgar")).isEmpty();
        }
    }

    @Test
    default void aCallIsReservedOnceAndForAQuestion() {
        try (var store = open()) {
            var job = load(store, 5);
            store.commit(List.of(reserve(1, job, 0, "a")));

            assertThatThrownBy(() -> store.commit(List.of(reserve(1, job, 0, "b"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.commit(List.of(group(2, job))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.commit(List.of(group(3, job, "x"), read(3, 1, CallState.FOUND))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ids(store.callsOfJob(job.id(), 0, 10))).containsExactly(1L);
        }
    }
}
