package io.longhaul.app.mirror;

import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What a store knows of its mirror from one owner to the next: kept documents like others.
///
/// At an end in order, Redis and the store get the same new [Mark]. Whoever begins next takes it out of the store; if
/// Redis bears it still, all that it stands for is there. So a killed process, one without a mirror, a wiped Redis and
/// one that came back from an old copy of its data all show as two marks that differ.
final class MirrorMemory {

    private static final String SHELF = "mirror";
    private static final String ID = "id";
    private static final String MARK = "mark";
    private static final int SHORT = 16;

    /// @param token under the marker's key in Redis
    /// @param place up to which everything was written when that was due; see [Everything]
    record Mark(String token, String place) {}

    private final Store store;
    private final Clocks clocks;

    MirrorMemory(Store store, Clocks clocks) {
        this.store = store;
        this.clocks = clocks;
    }

    Clocks clocks() {
        return clocks;
    }

    /// The key of this store's marker: several may share a Redis.
    String marker() {
        var id = read(ID).orElseGet(() -> {
            var made = token();
            keep(ID, made);
            return made;
        });
        return "longhaul-mirror:" + id;
    }

    /// The mark that the last owner left, which does not count any more.
    Optional<Mark> take() {
        var found = read(MARK);
        if (found.isPresent()) {
            keep(MARK, "");
        }
        return found.map(text -> text.split("\n", 2)).map(lines -> new Mark(lines[0], lines[1]));
    }

    void leave(Mark mark) {
        keep(MARK, mark.token() + "\n" + mark.place());
    }

    /// Unlike all before it.
    String token() {
        var parts = Digest.of(
                clocks.wall().instant().toString(), Long.toString(clocks.nanos().getAsLong()),
                Long.toString(ProcessHandle.current().pid()));
        return parts.toString().substring(0, SHORT);
    }

    private Optional<String> read(String key) {
        return store.kept(SHELF, key).map(document -> new String(document, StandardCharsets.UTF_8));
    }

    private void keep(String key, String text) {
        store.commit(List.of(
                new Write.Kept(SHELF, key, text.getBytes(StandardCharsets.UTF_8), clocks.wall().instant())));
    }
}
