package io.longhaul.store.sqlite;

import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreView.Latency;
import io.longhaul.engine.store.StoreView.Spent;
import io.longhaul.engine.store.StoredCall;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The ledger.
final class CallReads {

    private static final String CALL =
            """
            c.id, c.job, c.position, c.step, c.source, c.digest, c.owner, c.key, c.units, c.cost, c.attempt, c.state,
            c.sent, c.received, c.class, c.reason""";
    /// A member in state OPEN is in the state of its call, see [MemberWrites].
    private static final String ITS_STATE = "iif(m.state = 0, c.state, m.state)";

    private static final String MEMBER = CALL.replace("c.position", "m.position")
            .replace("c.digest", "m.digest")
            .replace("c.state", ITS_STATE)
            .replace("c.class", "iif(m.state = 0, c.class, m.class)")
            .replace("c.reason", "iif(m.state = 0, c.reason, m.reason)");
    /// Of a group, the first member's digest stands for the whole.
    private static final String WHOLE = CALL.replace(
            "c.digest", "coalesce(c.digest, (SELECT m.digest FROM member m WHERE m.call = c.id AND m.place = 0))");

    private static final String REPLY = ", c.status, c.headers, c.blob, c.body";
    private static final String BY_DIGEST =
            "SELECT " + CALL + REPLY + " FROM call c WHERE c.digest = ? UNION ALL SELECT "
                    + MEMBER + REPLY + " FROM member m JOIN call c ON c.id = m.call WHERE m.digest = ?";
    private static final int ASKED_AT_ONCE = 64;
    private static final String KNOWN =
            """
            WITH asked (d) AS (VALUES ASKED)
            SELECT d FROM asked WHERE EXISTS (SELECT 1 FROM call c WHERE c.digest = d)
              OR EXISTS (SELECT 1 FROM member m WHERE m.digest = d)"""
                    .replace("ASKED", String.join(", ", Collections.nCopies(ASKED_AT_ONCE, "(?)")));
    private static final int REPLY_AT = 17;
    private static final long MOST_AT_ONCE = 4 << 20;
    private static final int LATENCY_SAMPLE = 200;
    private static final int LATENCY_WINDOW = 20_000;

    private static final String ANSWERED =
            """
            SELECT 1 FROM call c WHERE c.digest = ? AND c.state IN (STATES) AND c.received >= ?
            UNION ALL SELECT 1 FROM member m JOIN call c ON c.id = m.call
            WHERE m.digest = ? AND iif(m.state = 0, c.state, m.state) IN (STATES) AND c.received >= ? LIMIT 1"""
                    .replace(
                            "STATES",
                            Arrays.stream(CallState.values())
                                    .filter(CallState::answers)
                                    .map(state -> String.valueOf(Codes.of(state)))
                                    .collect(Collectors.joining(",")));

    /// The state stands in the text, so that SQLite takes the index of lost calls.
    private static final String REPEATED =
            """
            SELECT count(*) FROM call c WHERE c.job = ? AND c.state = LOST AND (
              EXISTS (SELECT 1 FROM call r
                WHERE r.digest = c.digest AND r.id > c.id AND r.job = c.job AND r.state <> ?)
              OR EXISTS (SELECT 1 FROM member m JOIN member r ON r.digest = m.digest AND r.call > m.call
                JOIN call rc ON rc.id = r.call
                WHERE m.call = c.id AND r.job = ? AND iif(r.state = 0, rc.state, r.state) <> ?))"""
                    .replace("LOST", String.valueOf(Codes.of(CallState.LOST)));

    private CallReads() {}

    static List<StoredCall> calls(Session session, Digest digest, Blobs blobs) throws SQLException {
        byte[] key = digest.bytes();
        var calls = session.list(BY_DIGEST, row -> withReply(row, blobs), key, key);
        if (calls.size() > 1) {
            calls.sort(Comparator.comparingLong(StoredCall::id));
        }
        return calls;
    }

    /// Of the first ones, up to that many bytes of replies.
    static List<List<StoredCall>> calls(Session session, List<Digest> digests, Blobs blobs) throws SQLException {
        var known = known(session, digests);
        var all = new ArrayList<List<StoredCall>>(digests.size());
        long bytes = 0;
        for (var digest : digests) {
            List<StoredCall> calls = known.contains(digest) ? calls(session, digest, blobs) : List.of();
            all.add(calls);
            for (var call : calls) {
                var reply = call.reply();
                bytes += reply == null ? 0 : reply.body().length;
            }
            if (bytes > MOST_AT_ONCE) {
                break;
            }
        }
        return all;
    }

    /// Those of the questions that were ever asked. Most were not, and to find no calls for each of them costs five times
    /// as much as this.
    private static Set<Digest> known(Session session, List<Digest> digests) throws SQLException {
        var known = new HashSet<Digest>();
        for (int from = 0; from < digests.size(); from += ASKED_AT_ONCE) {
            var some = digests.subList(from, Math.min(digests.size(), from + ASKED_AT_ONCE));
            var keys = new Object[ASKED_AT_ONCE];
            for (int i = 0; i < ASKED_AT_ONCE; i++) {
                keys[i] = some.get(Math.min(i, some.size() - 1)).bytes();
            }
            known.addAll(session.list(KNOWN, row -> Digest.ofBytes(Values.bytes(row, 1)), keys));
        }
        return known;
    }

    static Set<Digest> answered(Session session, List<Digest> questions, Instant since) throws SQLException {
        var answered = new HashSet<Digest>();
        long from = Values.nanos(since);
        for (var question : questions) {
            byte[] key = question.bytes();
            if (session.number(ANSWERED, key, from, key, from) > 0) {
                answered.add(question);
            }
        }
        return answered;
    }

    static long repeated(Session session, long job) throws SQLException {
        int unsent = Codes.of(CallState.NOT_SENT);
        return session.number(REPEATED, job, unsent, job, unsent);
    }

    static List<StoredCall> callsOf(Session session, long job, long position) throws SQLException {
        return session.list(
                "SELECT " + CALL + " FROM call c WHERE c.job = ? AND c.position = ? AND c.members = 0 UNION ALL SELECT "
                        + MEMBER + " FROM member m JOIN call c ON c.id = m.call WHERE m.job = ? AND m.position = ? "
                        + "ORDER BY 1",
                row -> call(row, null),
                job,
                position,
                job,
                position);
    }

    static Map<String, String> replyHeaders(Session session, long call) throws SQLException {
        return session.first(
                "SELECT headers FROM call WHERE id = ? AND headers IS NOT NULL",
                row -> Values.pairs(Values.bytes(row, 1)),
                call)
                .orElse(Map.of());
    }

    /// Walks the ledger between the job's first and last call; only jobs that ran meanwhile are in between.
    static List<StoredCall> callsOfJob(Session session, long job, long fromId, int limit) throws SQLException {
        return session.list(
                "SELECT " + WHOLE + " FROM call c "
                        + "WHERE c.id >= max(?, (SELECT coalesce(min(first), 0) FROM tally WHERE job = ?)) "
                        + "AND c.id <= (SELECT coalesce(max(last), -1) FROM tally WHERE job = ?) AND +c.job = ? "
                        + "ORDER BY c.id LIMIT ?",
                row -> call(row, null),
                fromId,
                job,
                job,
                job,
                limit);
    }

    static List<StoredCall> open(Session session) throws SQLException {
        return session.list(
                "SELECT " + WHOLE + " FROM call c WHERE c.state = 0 ORDER BY c.id", row -> call(row, null));
    }

    static List<Spent> spentSince(Session session, String source, Instant since) throws SQLException {
        var columns = "SELECT source, owner, sent, received, units FROM call WHERE units > 0 "
                + "AND (source = ?1 OR substr(source, 1, length(?1) + 1) = ?1 || '.') AND ";
        var spent = new ArrayList<>(session.list(
                columns + "received >= ?2 ORDER BY received, id", CallReads::spent, source, Values.nanos(since)));
        spent.addAll(session.list(columns + "received IS NULL ORDER BY id", CallReads::spent, source));
        return spent;
    }

    static Optional<Latency> latency(Session session, String source) throws SQLException {
        long last = session.number("SELECT max(last) FROM tally WHERE source = ?", source);
        var millis = session.list(
                "SELECT (received - sent) / 1000000 FROM (SELECT id, source, sent, received, state FROM call "
                        + "WHERE id <= ? ORDER BY id DESC LIMIT " + LATENCY_WINDOW + ") "
                        + "WHERE source = ? AND state IN (3, 4, 5, 8) AND received IS NOT NULL ORDER BY id DESC LIMIT "
                        + LATENCY_SAMPLE,
                row -> row.getLong(1),
                last,
                source);
        if (millis.isEmpty()) {
            return Optional.empty();
        }
        millis.sort(Comparator.naturalOrder());
        int n = millis.size();
        return Optional.of(new Latency(millis.get((n - 1) / 2), millis.get((int) Math.ceil(0.9 * n) - 1), n));
    }

    private static Spent spent(ResultSet row) throws SQLException {
        var closed = Values.instant(row, 4);
        return new Spent(
                row.getString(1),
                row.getString(2),
                Values.instant(row.getLong(3)),
                closed == null ? Instant.MAX : closed,
                row.getInt(5));
    }

    private static StoredCall withReply(ResultSet row, Blobs blobs) throws SQLException {
        if (!Codes.call(row.getInt(12)).answers()) {
            return call(row, null);
        }
        var name = row.getString(REPLY_AT + 2);
        byte[] body;
        try {
            body = name == null ? Values.bytes(row, REPLY_AT + 3) : blobs.load(name);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.CORRUPT) {
                return call(row, null).damaged(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        var received = Values.instant(row, 14);
        var reply = new Reply(
                row.getInt(REPLY_AT),
                Values.pairs(Values.bytes(row, REPLY_AT + 1)),
                body,
                received == null ? Values.instant(row.getLong(13)) : received);
        return call(row, reply);
    }

    private static StoredCall call(ResultSet row, @Nullable Reply reply) throws SQLException {
        byte[] digest = Values.bytes(row, 6);
        if (digest.length != 32) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "call " + row.getLong(1) + " has a digest of " + digest.length
                            + " bytes; want 32. Run `longhaul doctor`.");
        }
        return new StoredCall(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                Digest.ofBytes(digest),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getLong(10),
                row.getInt(11),
                Codes.call(row.getInt(12)),
                Values.instant(row.getLong(13)),
                Values.instant(row, 14),
                Codes.errorClass(row.getInt(15)),
                row.getString(16),
                reply);
    }
}
