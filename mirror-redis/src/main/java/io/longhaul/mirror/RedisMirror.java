package io.longhaul.mirror;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisProtocolException;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One connection to a Redis that is only written to: each batch is a handful of commands, sent in one go. For one
/// thread. After a failure the connection is closed; the next batch opens another.
public final class RedisMirror implements AutoCloseable {

    /// Of values that pass.
    public static final Duration LIFE = Duration.ofHours(24);

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration ANSWERING = Duration.ofSeconds(3);
    private static final String SILENT = "no answer within " + ANSWERING.toSeconds() + " s";
    /// Of one command: more would keep other clients of that Redis waiting.
    private static final int MOST_KEYS = 500;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final RedisAddress address;
    private @Nullable ClientResources threads;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /// Nothing is connected until the first batch.
    public RedisMirror(RedisAddress address) {
        this.address = address;
    }

    /// Writes a batch.
    ///
    /// @throws RedisAway if not all of it was taken within seconds
    public void write(Batch batch) throws RedisAway, InterruptedException {
        var _ = write(batch, null);
    }

    /// Writes a batch, and says what stood under one more key when it began; empty if nothing did, or no text.
    ///
    /// @throws RedisAway if not all of it was taken within seconds
    public Optional<String> write(String marker, Batch batch) throws RedisAway, InterruptedException {
        return write(batch, marker);
    }

    private Optional<String> write(Batch batch, @Nullable String marker) throws RedisAway, InterruptedException {
        try {
            var open = connected();
            var before = marker == null ? null : open.async().get(marker);
            var commands = send(open, batch);
            open.flushCommands();
            var found = before == null ? Optional.<String>empty() : Optional.ofNullable(answer(before));
            for (var command : commands) {
                var _ = command.get(ANSWERING.toMillis(), TimeUnit.MILLISECONDS);
            }
            return found;
        } catch (ExecutionException | RedisException failed) {
            throw away(failed);
        } catch (TimeoutException silent) {
            disconnect();
            throw new RedisAway(address + ": " + SILENT);
        }
    }

    private static @Nullable String answer(RedisFuture<String> before)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return before.get(ANSWERING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RedisCommandExecutionException) {
                return null; // of another type; whatever else Redis minds, it minds in what follows too
            }
            throw failed;
        }
    }

    private static List<RedisFuture<?>> send(StatefulRedisConnection<String, String> open, Batch batch) {
        var redis = open.async();
        var commands = new ArrayList<RedisFuture<?>>();
        pieces(batch.set()).forEach(piece -> commands.add(redis.mset(piece)));
        for (int from = 0; from < batch.gone().size(); from += MOST_KEYS) {
            var keys = batch.gone().subList(from, Math.min(batch.gone().size(), from + MOST_KEYS));
            commands.add(redis.del(keys.toArray(String[]::new)));
        }
        batch.passing().forEach((key, value) -> commands.add(redis.set(key, value, SetArgs.Builder.ex(LIFE))));
        return commands;
    }

    private static List<Map<String, String>> pieces(Map<String, String> all) {
        var pieces = new ArrayList<Map<String, String>>();
        Map<String, String> piece = new LinkedHashMap<>();
        long characters = 0;
        for (var each : all.entrySet()) {
            long more = (long) each.getKey().length() + each.getValue().length();
            if (!piece.isEmpty() && (piece.size() == MOST_KEYS || characters + more > MOST_CHARACTERS)) {
                pieces.add(piece);
                piece = new LinkedHashMap<>();
                characters = 0;
            }
            piece.put(each.getKey(), each.getValue());
            characters += more;
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private StatefulRedisConnection<String, String> connected() {
        var open = connection;
        if (open == null || !open.isOpen()) {
            disconnect();
            open = client().connect();
            open.setAutoFlushCommands(false);
            connection = open;
        }
        return open;
    }

    private RedisClient client() {
        var made = client;
        if (made == null) {
            threads = DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
            var uri = address.uri();
            uri.setTimeout(ANSWERING);
            made = RedisClient.create(threads, uri);
            // what comes after a break is decided by whoever writes: a queue of our own would be of unknown size
            made.setOptions(ClientOptions.builder()
                    .autoReconnect(false)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder().connectTimeout(CONNECTING).build())
                    .build());
            client = made;
        }
        return made;
    }

    private RedisAway away(Exception failed) {
        disconnect();
        return new RedisAway(address + ": " + address.masked(why(failed)));
    }

    private static String why(Exception failed) {
        var why = "hung up";
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (stumbled(cause)) {
                return "its answers are none of Redis; see whether another program listens there";
            }
            if (cause instanceof RedisCommandTimeoutException) {
                return SILENT;
            }
            var said = cause.getMessage();
            if (said != null && !said.equals(String.valueOf(cause.getCause()))) {
                why = said; // the innermost says most
            }
        }
        return why;
    }

    /// The client has words for what Redis says, and breaks down over anything else.
    private static boolean stumbled(Throwable cause) {
        return cause instanceof RedisProtocolException
                || cause instanceof RuntimeException
                        && cause.getClass().getPackageName().equals("java.lang");
    }

    private void disconnect() {
        var open = connection;
        connection = null;
        if (open != null) {
            var _ = open.closeAsync();
        }
    }

    @Override
    public void close() {
        disconnect();
        if (client != null) {
            client.shutdown(Duration.ZERO, ANSWERING);
        }
        if (threads != null) {
            var _ = threads.shutdown(0, ANSWERING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
