package io.longhaul.store.sqlite;

import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Members of groups. A member in state OPEN is in the state of its call, so that a call that is settled, closed or
/// read as a whole changes no row of its members. Members that are read one by one are counted, never listed: the work
/// for a group grows with its size, not with the square of it.
final class MemberWrites {

    private static final String INSERT = "INSERT INTO member VALUES (?, ?, ?, ?, ?, 0, NULL, '')";
    private static final String READ =
            "UPDATE member SET state = ?, class = ?, reason = ? WHERE call = ? AND place = ? AND state ";
    private static final String UNREAD = "IN (0, " + Codes.of(CallState.UNREAD) + ")";
    private static final String FOLLOW =
            "UPDATE member SET state = 0, class = NULL, reason = '' WHERE call = ? AND state <> 0";

    private final Session session;
    /// Groups that are being read member by member.
    private final Map<Long, Progress> reading = new HashMap<>();
    private boolean waiting;

    MemberWrites(Session session) {
        this.session = session;
    }

    private static final class Progress {
        private int unread;
        /// The member whose state the group takes: the first that answered, else the first.
        private Write.@Nullable Read first;

        void read(Write.Read read, boolean forTheFirstTime) {
            unread -= forTheFirstTime ? 1 : 0;
            var before = first;
            if (before == null || before.member() == read.member() || precedes(read, before)) {
                first = read;
            }
        }

        private static boolean precedes(Write.Read one, Write.Read other) {
            return answered(one) == answered(other) ? one.member() < other.member() : answered(one);
        }

        private static boolean answered(Write.Read read) {
            return read.state().answers() && read.state() != CallState.UNREAD;
        }
    }

    void add(long call, long job, int from, List<Write.Member> members) throws SQLException {
        int place = from;
        for (var member : members) {
            var statement = session.prepare(INSERT);
            statement.setLong(1, call);
            statement.setInt(2, place++);
            statement.setLong(3, job);
            statement.setLong(4, member.position());
            statement.setBytes(5, member.digest().bytes());
            statement.addBatch();
            waiting = true;
        }
    }

    /// All members are in the state of the call, whatever was known of single ones.
    void followTheCall(int members, long call) throws SQLException {
        if (members > 0) {
            flush();
            session.update(FOLLOW, call);
            reading.remove(call);
        }
    }

    /// Stores what one member was read as.
    ///
    /// @param members how many there are
    /// @return once all are read, the member whose state the group takes; null until then
    Write.@Nullable Read read(Write.Read read, int members) throws SQLException {
        flush();
        var progress = reading.get(read.callId());
        if (progress == null) {
            progress = progress(read.callId(), members);
            reading.put(read.callId(), progress);
        }
        boolean fresh = update(read, UNREAD) == 1;
        if (!fresh && update(read, "NOT " + UNREAD) != 1) {
            throw new IllegalArgumentException("call " + read.callId() + " has no member " + read.member());
        }
        progress.read(read, fresh);
        return progress.unread == 0 ? progress.first : null;
    }

    private int update(Write.Read read, String before) throws SQLException {
        return session.update(
                READ + before,
                Codes.of(read.state()),
                Codes.of(read.errorClass()),
                read.reason(),
                read.callId(),
                read.member());
    }

    /// Once a group: an earlier owner of the store may have read some of its members.
    private Progress progress(long call, int members) throws SQLException {
        var progress = new Progress();
        progress.unread = members;
        for (var each : session.list(
                "SELECT place, state, class, reason FROM member WHERE call = ? AND state NOT " + UNREAD,
                row -> new Write.Read(
                        call,
                        row.getInt(1),
                        Codes.call(row.getInt(2)),
                        Codes.errorClass(row.getInt(3)),
                        row.getString(4)),
                call)) {
            progress.read(each, true);
        }
        return progress;
    }

    /// Nothing more is to come for the call.
    void over(long call) {
        reading.remove(call);
    }

    void flush() throws SQLException {
        if (waiting) {
            waiting = false;
            session.prepare(INSERT).executeBatch();
        }
    }

    void clear() {
        reading.clear();
        waiting = false;
    }
}
