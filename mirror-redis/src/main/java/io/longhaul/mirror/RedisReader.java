package io.longhaul.mirror;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Reads all keys with a prefix, a page at a time, whatever stands under them. It changes nothing in Redis. For one
/// thread.
public final class RedisReader implements AutoCloseable {

    /// A longer value is not read.
    public static final int LARGEST = 1 << 20;

    private static final int AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 8L << 20;

    /// What stands under a key.
    public sealed interface Found {
        String key();

        record Text(String key, String value) implements Found {}

        record TooLarge(String key, long bytes) implements Found {}

        record OtherType(String key) implements Found {}
    }

    private final Connection connection;

    public RedisReader(RedisAddress address) {
        this.connection = new Connection(address);
    }

    /// Hands over what stands under the keys, a page at a time. A key that is written meanwhile may come twice.
    ///
    /// @throws RedisAway if Redis does not answer to the end
    public void read(String prefix, Consumer<List<Found>> pages) throws RedisAway, InterruptedException {
        try {
            var open = connection.open();
            // a prefix of ours holds nothing that a pattern reads otherwise
            var matching = ScanArgs.Builder.matches(prefix + "*").limit(AT_ONCE);
            ScanCursor at = ScanCursor.INITIAL;
            do {
                var scan = open.async().scan(at, matching);
                open.flushCommands();
                var page = Connection.answer(scan);
                values(open, page.getKeys(), pages);
                at = ScanCursor.of(page.getCursor());
                at.setFinished(page.isFinished());
            } while (!at.isFinished());
        } catch (ExecutionException | RedisException failed) {
            throw connection.away(failed);
        } catch (TimeoutException silent) {
            throw connection.silent();
        }
    }

    /// The sizes first: a page of large values would fill the memory.
    private static void values(
            StatefulRedisConnection<String, String> open, List<String> keys, Consumer<List<Found>> pages)
            throws ExecutionException, InterruptedException, TimeoutException {
        var sizes = keys.stream().map(key -> open.async().strlen(key)).toList();
        open.flushCommands();
        var found = new ArrayList<Found>();
        var wanted = new ArrayList<String>();
        long bytes = 0;
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            long size = size(sizes.get(i));
            if (size < 0) {
                found.add(new Found.OtherType(key));
            } else if (size > LARGEST) {
                found.add(new Found.TooLarge(key, size));
            } else {
                wanted.add(key);
                bytes += size;
            }
            if (bytes > BYTES_AT_ONCE || i == keys.size() - 1) {
                texts(open, wanted, found);
                pages.accept(List.copyOf(found));
                wanted.clear();
                found.clear();
                bytes = 0;
            }
        }
    }

    /// Negative where there is no text.
    private static long size(RedisFuture<Long> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return Connection.answer(asked);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RedisCommandExecutionException refused
                    && String.valueOf(refused.getMessage()).startsWith("WRONGTYPE")) {
                return -1;
            }
            throw failed;
        }
    }

    private static void texts(
            StatefulRedisConnection<String, String> open, List<String> keys, List<Found> found)
            throws ExecutionException, InterruptedException, TimeoutException {
        // a range: what has grown since its size was told is not read whole
        var texts = keys.stream().map(key -> open.async().getrange(key, 0, LARGEST)).toList();
        open.flushCommands();
        for (int i = 0; i < keys.size(); i++) {
            found.add(new Found.Text(keys.get(i), Connection.answer(texts.get(i))));
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
