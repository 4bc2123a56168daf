package io.longhaul.mirror;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisProtocolException;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One connection to a Redis, for one thread. After a failure it is closed; who needs it next opens another.
///
/// The password and the database are told by ordinary commands. In the client's own handshake a refusal ends the
/// connection, and now and then that end is noticed before the refusal: then nobody learns that the password is wrong.
final class Connection implements AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration ANSWERING = Duration.ofSeconds(3);
    private static final String SILENT = "no answer within " + ANSWERING.toSeconds() + " s";

    /// In the client's words: before it had told its name, which it does first.
    private static final String HUNG_UP = "Connection closed prematurely";

    private final RedisAddress address;
    private @Nullable ClientResources threads;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> open;

    /// Nothing is connected yet.
    Connection(RedisAddress address) {
        this.address = address;
    }

    /// Whether the next [#open] finds a connection.
    boolean isOpen() {
        return open != null && open.isOpen();
    }

    /// Commands given to it go out together, when it is flushed.
    StatefulRedisConnection<String, String> open()
            throws ExecutionException, InterruptedException, TimeoutException {
        var current = open;
        if (current == null || !current.isOpen()) {
            disconnect();
            current = client().connect();
            current.setAutoFlushCommands(false);
            open = current;
            logIn(current);
        }
        return current;
    }

    private void logIn(StatefulRedisConnection<String, String> current)
            throws ExecutionException, InterruptedException, TimeoutException {
        var redis = current.async();
        var said = new ArrayList<RedisFuture<String>>();
        if (!address.password().isEmpty()) {
            said.add(address.user().isEmpty()
                    ? redis.auth(address.password())
                    : redis.auth(address.user(), address.password()));
        }
        if (address.database() != 0) {
            said.add(redis.dispatch(
                    CommandType.SELECT,
                    new StatusOutput<>(StringCodec.UTF8),
                    new CommandArgs<>(StringCodec.UTF8).add(address.database())));
        }
        current.flushCommands();
        for (var each : said) {
            var _ = answer(each);
        }
    }

    static <T> T answer(RedisFuture<T> command) throws ExecutionException, InterruptedException, TimeoutException {
        return command.get(ANSWERING.toMillis(), TimeUnit.MILLISECONDS);
    }

    RedisAway silent() {
        disconnect();
        return new RedisAway(address + ": " + SILENT);
    }

    RedisAway away(Exception failed) {
        disconnect();
        return new RedisAway(address + ": " + address.masked(why(failed)));
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
                    .protocolVersion(ProtocolVersion.RESP2)
                    .pingBeforeActivateConnection(false)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder().connectTimeout(CONNECTING).build())
                    .build());
            client = made;
        }
        return made;
    }

    /// What Redis said itself counts before all that the client says of it.
    private static String why(Exception failed) {
        var why = "hung up";
        boolean stumbled = false;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            var said = cause.getMessage();
            if (cause instanceof RedisCommandExecutionException && said != null) {
                return said;
            }
            if (cause instanceof RedisCommandTimeoutException) {
                return SILENT;
            }
            stumbled |= stumbled(cause) || HUNG_UP.equals(said);
            if (said != null && !said.equals(String.valueOf(cause.getCause()))) {
                why = said; // the innermost says most
            }
        }
        return stumbled
                ? "it hung up at once, or its answers are none of Redis; see whether another program listens there"
                : why;
    }

    /// The client has words for what Redis says, and breaks down over anything else.
    private static boolean stumbled(Throwable cause) {
        return cause instanceof RedisProtocolException
                || cause instanceof RuntimeException
                        && cause.getClass().getPackageName().equals("java.lang");
    }

    private void disconnect() {
        var last = open;
        open = null;
        if (last != null) {
            var _ = last.closeAsync();
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
