package io.longhaul.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One connection to a Redis that is only written to: each batch is a handful of commands, sent in one go. For one
/// thread. After a failure the connection is closed; the next batch opens another.
///
/// Data and markers are written by `write.lua`, which runs in Redis and takes nothing away that somebody else wrote.
public final class RedisMirror implements AutoCloseable {

    /// Of values that pass.
    public static final Duration LIFE = Duration.ofHours(24);

    private static final String SCRIPT = script();
    /// Of one command: more would keep other clients of that Redis waiting.
    private static final int MOST_KEYS = 500;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Connection connection;
    private String digest = "";

    /// Nothing is connected until the first batch.
    public RedisMirror(RedisAddress address) {
        this.connection = new Connection(address);
    }

    private static String script() {
        try (var in = RedisMirror.class.getResourceAsStream("write.lua")) {
            if (in == null) {
                throw new IllegalStateException("write.lua is missing; want it beside " + RedisMirror.class);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a batch.
    ///
    /// @throws RedisAway if not all of it was taken within seconds
    public Written write(Batch batch) throws RedisAway, InterruptedException {
        return write(batch, null);
    }

    /// Writes a batch, and says what stood under one more key when it began.
    ///
    /// @throws RedisAway if not all of it was taken within seconds
    public Written write(String marker, Batch batch) throws RedisAway, InterruptedException {
        return write(batch, marker);
    }

    private Written write(Batch batch, @Nullable String marker) throws RedisAway, InterruptedException {
        try {
            var open = connected();
            var before = marker == null ? null : open.async().get(marker);
            var others = new ArrayList<RedisFuture<?>>();
            batch.set().forEach((key, value) -> others.add(open.async().set(key, value)));
            var pieces = pieces(batch);
            var written = pieces.stream().map(piece -> run(open, piece)).toList();
            batch.passing().forEach((key, value) -> others.add(
                    open.async().set(key, value, SetArgs.Builder.ex(LIFE))));
            open.flushCommands();
            var found = before == null ? Optional.<String>empty() : Optional.ofNullable(text(before));
            for (var command : others) {
                var _ = Connection.answer(command);
            }
            var stayed = new ArrayList<String>();
            for (int i = 0; i < pieces.size(); i++) {
                var keys = pieces.get(i).keys;
                Connection.answer(written.get(i)).forEach(index -> stayed.add(keys.get(index.intValue() - 1)));
            }
            return new Written(found, stayed);
        } catch (ExecutionException | RedisException failed) {
            throw connection.away(failed);
        } catch (TimeoutException silent) {
            throw connection.silent();
        }
    }

    private static @Nullable String text(RedisFuture<String> before)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return Connection.answer(before);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RedisCommandExecutionException) {
                return null; // of another type; whatever else Redis minds, it minds in what follows too
            }
            throw failed;
        }
    }

    private StatefulRedisConnection<String, String> connected()
            throws ExecutionException, InterruptedException, TimeoutException {
        boolean fresh = !connection.isOpen();
        var open = connection.open();
        if (fresh) {
            var loaded = open.async().scriptLoad(SCRIPT);
            open.flushCommands();
            digest = Connection.answer(loaded);
        }
        return open;
    }

    /// One call of the script.
    ///
    /// @param words what is to happen to each key: its rule and its value
    private record Piece(List<String> keys, List<String> words) {}

    private RedisFuture<List<Long>> run(StatefulRedisConnection<String, String> open, Piece piece) {
        return open.async().evalsha(
                digest, ScriptOutputType.MULTI, piece.keys.toArray(String[]::new), piece.words.toArray(String[]::new));
    }

    private static List<Piece> pieces(Batch batch) {
        var pieces = new Pieces();
        add(pieces, "d", batch.data());
        add(pieces, "m", batch.marks());
        batch.unmarked().forEach(key -> pieces.add(key, "u"));
        return pieces.all;
    }

    private static void add(Pieces pieces, String rule, Map<String, String> values) {
        values.forEach((key, value) -> pieces.add(key, rule + value));
    }

    private static final class Pieces {
        private final List<Piece> all = new ArrayList<>();
        private long characters;

        void add(String key, String word) {
            long more = (long) key.length() + word.length();
            if (all.isEmpty() || all.getLast().keys.size() == MOST_KEYS || characters + more > MOST_CHARACTERS) {
                all.add(new Piece(new ArrayList<>(), new ArrayList<>()));
                characters = 0;
            }
            all.getLast().keys.add(key);
            all.getLast().words.add(word);
            characters += more;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
