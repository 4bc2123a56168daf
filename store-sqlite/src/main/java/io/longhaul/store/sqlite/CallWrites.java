package io.longhaul.store.sqlite;

import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of one transaction. Each is written once, however many writes concern it: a call that was reserved, settled
/// and read together is one insert.
final class CallWrites {

    private static final String INSERT =
            """
            INSERT INTO call (id, job, position, members, state, units, cost, attempt, sent, received, class, step, source,
              digest, owner, key, reason, status, headers, blob, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE =
            "UPDATE call SET state = ?, members = ?, units = ?, cost = ?, received = ?, class = ?, reason = ?, "
                    + "headers = coalesce(?, headers) WHERE id = ?";
    private static final String SETTLE =
            """
            UPDATE call SET state = ?, members = ?, units = ?, cost = ?, received = ?, class = ?, reason = ?,
              status = ?, headers = ?, blob = ?, body = ? WHERE id = ?""";
    private static final String TALLY =
            """
            INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job, source, state) DO UPDATE SET
              n = n + excluded.n, cost = cost + excluded.cost, first = min(first, excluded.first),
              last = max(last, excluded.last)""";

    private final Session session;
    private final MemberWrites members;
    private final Map<Long, Draft> drafts = new LinkedHashMap<>();
    private final Map<Tally, Sum> sums = new HashMap<>();
    /// Calls of earlier transactions that are not over: they will be written again soon. Nobody else writes.
    private final Map<Long, Known> known = new HashMap<>();

    CallWrites(Session session) {
        this.session = session;
        this.members = new MemberWrites(session);
    }

    private record Tally(long job, String source, CallState state) {}

    private static final class Sum {
        private int n;
        private long cost;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
    }

    /// A call as an earlier transaction left it.
    private record Known(
            long job, String source, int members, CallState state, int units, long cost, @Nullable Instant received) {

        static Known of(java.sql.ResultSet row) throws SQLException {
            return new Known(
                    row.getLong(1), row.getString(2), row.getInt(3), Codes.call(row.getInt(4)), row.getInt(5),
                    row.getLong(6), Values.instant(row, 7));
        }
    }

    /// A call as this transaction leaves it.
    private static final class Draft {
        private final long job;
        private final String source;
        private int members;
        private final Write.@Nullable Reserved fresh;
        private final @Nullable CallState before;
        private final long costBefore;
        private CallState state;
        private int units;
        private long cost;
        private @Nullable Instant received;
        private @Nullable Integer errorClass;
        private String reason = "";
        private @Nullable Reply reply;
        /// Of a call without a reply.
        private Map<String, String> closed = Map.of();
        private @Nullable String blob;

        private byte @Nullable [] headers() {
            if (reply != null) {
                return Values.pairs(reply.headers());
            }
            return closed.isEmpty() ? null : Values.pairs(closed);
        }

        /// Reserved just now.
        private Draft(Write.Reserved reserved) {
            job = reserved.job();
            source = reserved.source();
            members = reserved.members().size();
            fresh = reserved;
            before = null;
            costBefore = 0;
            state = CallState.OPEN;
            units = reserved.units();
            cost = reserved.costNanos();
        }

        private Draft(Known known) {
            job = known.job();
            source = known.source();
            members = known.members();
            fresh = null;
            state = known.state();
            before = state;
            units = known.units();
            cost = known.cost();
            costBefore = cost;
            received = known.received();
        }

        private Known known() {
            return new Known(job, source, members, state, units, cost, received);
        }
    }

    void add(Write.Reserved reserved) throws SQLException {
        if ((reserved.digest() == null) == reserved.members().isEmpty()) {
            throw new IllegalArgumentException(
                    "call " + reserved.callId() + " wants a digest or members, and not both");
        }
        if (drafts.putIfAbsent(reserved.callId(), new Draft(reserved)) != null) {
            throw new IllegalArgumentException("call " + reserved.callId() + " was reserved before");
        }
        members.add(reserved.callId(), reserved.job(), 0, reserved.members());
    }

    void add(Write.Joined joined) throws SQLException {
        var draft = draft(joined.callId());
        if (draft.members == 0 || draft.members != joined.from()) {
            throw new IllegalArgumentException("call " + joined.callId() + " has " + draft.members
                    + " members; further ones cannot begin at " + joined.from());
        }
        draft.members += joined.members().size();
        members.add(joined.callId(), draft.job, joined.from(), joined.members());
    }

    /// @param blob null if the body stays in the row
    void add(Write.Settled settled, @Nullable String blob) throws SQLException {
        var draft = draft(settled.callId());
        draft.state = CallState.UNREAD;
        draft.reply = settled.reply();
        draft.blob = blob;
        draft.cost = settled.costNanos();
        draft.received = settled.reply().receivedAt();
        draft.errorClass = null;
        draft.reason = "";
        members.followTheCall(draft.members, settled.callId());
    }

    void add(Write.Read read) throws SQLException {
        var draft = draft(read.callId());
        Integer errorClass = Codes.of(read.errorClass());
        if (read.member() < 0) {
            change(draft, read.state(), errorClass, read.reason());
            members.followTheCall(draft.members, read.callId());
            return;
        }
        var whole = members.read(read, draft.members);
        if (whole != null) {
            change(draft, whole.state(), Codes.of(whole.errorClass()), whole.reason());
        }
    }

    void add(Write.Closed closed) throws SQLException {
        var draft = draft(closed.callId());
        Integer errorClass = Codes.of(closed.errorClass());
        change(draft, closed.state(), errorClass, closed.reason());
        draft.received = closed.at();
        draft.closed = closed.headers();
        if (closed.state() == CallState.NOT_SENT) {
            draft.units = 0;
            draft.cost = 0;
        }
        members.followTheCall(draft.members, closed.callId());
    }

    private static void change(Draft draft, CallState state, @Nullable Integer errorClass, String reason) {
        draft.state = state;
        draft.errorClass = errorClass;
        draft.reason = reason;
    }

    private Draft draft(long call) throws SQLException {
        var draft = drafts.get(call);
        if (draft == null) {
            draft = new Draft(known(call));
            drafts.put(call, draft);
        }
        return draft;
    }

    private Known known(long call) throws SQLException {
        var before = known.get(call);
        return before != null
                ? before
                : session.first(
                        "SELECT job, source, members, state, units, cost, received FROM call WHERE id = ?",
                        Known::of,
                        call)
                        .orElseThrow(() -> new IllegalArgumentException("no call " + call + " was reserved"));
    }

    void flush() throws SQLException {
        if (drafts.isEmpty()) {
            return;
        }
        members.flush();
        boolean inserted = false;
        for (var entry : drafts.entrySet()) {
            long id = entry.getKey();
            var draft = entry.getValue();
            var fresh = draft.fresh;
            if (fresh == null) {
                update(id, draft);
            } else {
                insert(id, draft, fresh);
                inserted = true;
            }
            count(id, draft);
            remember(id, draft);
        }
        if (inserted) {
            session.prepare(INSERT).executeBatch();
        }
        flushTally();
        drafts.clear();
    }

    private void insert(long id, Draft draft, Write.Reserved fresh) throws SQLException {
        var statement = session.prepare(INSERT);
        var digest = fresh.digest();
        var reply = draft.reply;
        @Nullable
        Object[] values = {
            id, fresh.job(), fresh.position(), draft.members, Codes.of(draft.state), draft.units, draft.cost,
            fresh.attempt(), Values.nanos(fresh.at()), Values.nanosOrNull(draft.received), draft.errorClass,
            fresh.step(), fresh.source(), digest == null ? null : digest.bytes(), fresh.owner(), fresh.key(),
            draft.reason, reply == null ? null : reply.status(), draft.headers(), draft.blob,
            reply == null || draft.blob != null ? null : reply.body()
        };
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }

    private void update(long id, Draft draft) throws SQLException {
        var state = Codes.of(draft.state);
        var received = Values.nanosOrNull(draft.received);
        var reply = draft.reply;
        if (reply == null) {
            session.update(UPDATE, state, draft.members, draft.units, draft.cost, received, draft.errorClass,
                    draft.reason, draft.headers(), id);
            return;
        }
        session.update(
                SETTLE, state, draft.members, draft.units, draft.cost, received, draft.errorClass, draft.reason,
                reply.status(), draft.headers(), draft.blob,
                draft.blob != null ? null : reply.body(), id);
    }

    private void remember(long id, Draft draft) {
        if (draft.state == CallState.OPEN || draft.state == CallState.UNREAD) {
            known.put(id, draft.known());
        } else {
            known.remove(id);
            members.over(id);
        }
    }

    private void count(long id, Draft draft) {
        var before = draft.before;
        if (before != null) {
            count(id, new Tally(draft.job, draft.source, before), -1, -draft.costBefore);
        }
        count(id, new Tally(draft.job, draft.source, draft.state), 1, draft.cost);
    }

    private void count(long id, Tally tally, int n, long cost) {
        var sum = sums.computeIfAbsent(tally, ignored -> new Sum());
        sum.n += n;
        sum.cost += cost;
        sum.first = Math.min(sum.first, id);
        sum.last = Math.max(sum.last, id);
    }

    private void flushTally() throws SQLException {
        for (var entry : sums.entrySet()) {
            var key = entry.getKey();
            var sum = entry.getValue();
            session.update(
                    TALLY, key.job(), key.source(), Codes.of(key.state()), sum.n, sum.cost, sum.first, sum.last);
        }
        sums.clear();
    }

    void clear() {
        drafts.clear();
        sums.clear();
        known.clear();
        members.clear();
    }
}
