package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The work for a group grows with its size, not with the square of it.
class LargeGroupTest {

    private static final int MEMBERS = 5_000;

    @Test
    void readingMembersOneByOneVisitsFewRows() {
        try (var store = SqliteStore.memory()) {
            var job = Rows.load(store, MEMBERS);
            store.commit(group(job));
            long before = store.visited();

            for (int from = 0; from < MEMBERS; from += 100) {
                var reads = new ArrayList<Write>();
                for (int member = from; member < from + 100; member++) {
                    reads.add(new Write.Read(1, member, CallState.FOUND, null, ""));
                }
                store.commit(reads);
            }

            assertThat(store.visited() - before).isLessThan(10L * MEMBERS);
            assertThat(store.calls(Digest.of("q4999")).getFirst().state()).isEqualTo(CallState.FOUND);
            assertThat(store.callsOfJob(job.id(), 0, 9).getFirst().state()).isEqualTo(CallState.FOUND);
        }
    }

    @Test
    void aLaterOwnerReadsTheRest() {
        var first = SqliteStore.memory();
        var job = Rows.load(first, MEMBERS);
        first.commit(group(job));
        first.commit(List.of(read(1, CallState.FAILED), read(0, CallState.FAILED)));
        try (var store = first.crashed()) {

            var rest = new ArrayList<Write>();
            for (int member = 2; member < MEMBERS; member++) {
                rest.add(read(member, member == 7 ? CallState.MISSING : CallState.FAILED));
            }
            store.commit(rest.subList(0, rest.size() - 1));
            var before = store.callsOfJob(job.id(), 0, 9).getFirst().state();
            store.commit(rest.subList(rest.size() - 1, rest.size()));

            assertThat(before).isEqualTo(CallState.UNREAD);
            assertThat(store.callsOfJob(job.id(), 0, 9).getFirst().state()).isEqualTo(CallState.MISSING);
        }
    }

    private static Write.Read read(int member, CallState state) {
        return new Write.Read(1, member, state, null, "");
    }

    private static List<Write> group(JobRecord job) {
        var members = new ArrayList<Write.Member>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(new Write.Member(Digest.of("q" + i), i));
        }
        var reply = new Reply(200, Map.of(), "body".getBytes(StandardCharsets.UTF_8), Rows.NOW);
        return List.of(
                new Write.Reserved(
                        1, job.id(), -1, "s", "exec", null, members.subList(0, 1_000), "", "", 0, 0, 1, Rows.NOW),
                new Write.Joined(1, 1_000, members.subList(1_000, MEMBERS)),
                new Write.Settled(1, reply, 0));
    }
}
