package io.longhaul.testkit;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call as it stands; every change makes another.
record MemoryCall(
        Write.Reserved reserved,
        Reading reading,
        int units,
        long costNanos,
        @Nullable Instant receivedAt,
        @Nullable Reply reply,
        List<Reading> members) {

    /// What is known of the answer, to the whole call or to one member.
    record Reading(CallState state, @Nullable ErrorClass errorClass, String reason) {
        static final Reading OPEN = new Reading(CallState.OPEN, null, "");
        static final Reading UNREAD = new Reading(CallState.UNREAD, null, "");

        boolean pending() {
            return state == CallState.OPEN || state == CallState.UNREAD;
        }

        boolean answered() {
            return state.answers() && !pending();
        }
    }

    static MemoryCall of(Write.Reserved reserved) {
        if ((reserved.digest() == null) == reserved.members().isEmpty()) {
            throw new IllegalArgumentException(
                    "call " + reserved.callId() + " wants a digest or members, and not both");
        }
        return new MemoryCall(
                reserved,
                Reading.OPEN,
                reserved.units(),
                reserved.costNanos(),
                null,
                null,
                Collections.nCopies(reserved.members().size(), Reading.OPEN));
    }

    MemoryCall joined(Write.Joined joined) {
        if (members.isEmpty() || members.size() != joined.from()) {
            throw new IllegalArgumentException("call " + joined.callId() + " has " + members.size()
                    + " members; further ones cannot begin at " + joined.from());
        }
        var all = new ArrayList<>(reserved.members());
        all.addAll(joined.members());
        return new MemoryCall(
                reserved.withMembers(all),
                reading,
                units,
                costNanos,
                receivedAt,
                reply,
                Collections.nCopies(all.size(), Reading.OPEN));
    }

    MemoryCall settled(Write.Settled settled) {
        return new MemoryCall(
                reserved,
                Reading.UNREAD,
                units,
                settled.costNanos(),
                settled.reply().receivedAt(),
                settled.reply(),
                all(Reading.UNREAD));
    }

    MemoryCall read(Write.Read read) {
        var now = new Reading(read.state(), read.errorClass(), read.reason());
        if (read.member() < 0) {
            return with(now, all(now));
        }
        if (read.member() >= members.size()) {
            throw new IllegalArgumentException("call " + reserved.callId() + " has no member " + read.member());
        }
        var changed = new ArrayList<>(members);
        changed.set(read.member(), now);
        boolean unread = changed.stream().anyMatch(Reading::pending);
        // The group takes the state of its first member that answered, else of its first.
        var whole = unread
                ? reading
                : changed.stream().filter(Reading::answered).findFirst().orElse(changed.getFirst());
        return with(whole, List.copyOf(changed));
    }

    MemoryCall closed(Write.Closed closed) {
        var now = new Reading(closed.state(), closed.errorClass(), closed.reason());
        boolean returned = closed.state() == CallState.NOT_SENT;
        return new MemoryCall(
                reserved,
                now,
                returned ? 0 : units,
                returned ? 0 : costNanos,
                closed.at(),
                // no reply that anybody reads, for it answers nothing: a place for its headers
                closed.headers().isEmpty() ? reply : new Reply(0, closed.headers(), new byte[0], closed.at()),
                all(now));
    }

    private MemoryCall with(Reading whole, List<Reading> each) {
        return new MemoryCall(reserved, whole, units, costNanos, receivedAt, reply, each);
    }

    private List<Reading> all(Reading now) {
        return members.isEmpty() ? members : Collections.nCopies(members.size(), now);
    }

    /// The call as a whole, without its reply; of a group the first member's digest stands for all.
    StoredCall whole() {
        var digest = reserved.digest();
        return stored(
                digest == null ? reserved.members().getFirst().digest() : digest, reserved.position(), reading, null);
    }

    /// Of its question, or of all its members.
    List<Digest> digests() {
        var digest = reserved.digest();
        return digest == null
                ? reserved.members().stream().map(Write.Member::digest).toList()
                : List.of(digest);
    }

    /// Adds what it is as the answer to one question.
    void to(Digest question, List<StoredCall> found) {
        if (members.isEmpty()) {
            found.add(stored(question, reserved.position(), reading, answer(reading)));
        }
        for (int i = 0; i < members.size(); i++) {
            var member = reserved.members().get(i);
            if (member.digest().equals(question)) {
                found.add(stored(question, member.position(), members.get(i), answer(members.get(i))));
            }
        }
    }

    /// As made for one item, without its reply; empty if it was made for others.
    List<StoredCall> of(long position) {
        if (members.isEmpty()) {
            return reserved.position() == position
                    ? List.of(stored(Objects.requireNonNull(reserved.digest()), position, reading, null))
                    : List.of();
        }
        var found = new ArrayList<StoredCall>();
        for (int i = 0; i < members.size(); i++) {
            var member = reserved.members().get(i);
            if (member.position() == position) {
                found.add(stored(member.digest(), position, members.get(i), null));
            }
        }
        return found;
    }

    private @Nullable Reply answer(Reading its) {
        return its.state().answers() ? reply : null;
    }

    private StoredCall stored(Digest digest, long position, Reading its, @Nullable Reply shown) {
        return new StoredCall(
                reserved.callId(),
                reserved.job(),
                position,
                reserved.step(),
                reserved.source(),
                digest,
                reserved.owner(),
                reserved.key(),
                units,
                costNanos,
                reserved.attempt(),
                its.state(),
                reserved.at(),
                receivedAt,
                its.errorClass(),
                its.reason(),
                shown);
    }
}
