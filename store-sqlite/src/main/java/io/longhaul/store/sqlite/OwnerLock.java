package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The operating system's lock on a store: it ends with the process, however that ends.
///
/// Such a lock also ends when its process closes *any* descriptor of the file. So this process remembers what it owns
/// and does not open those files a second time: see [#heldHere].
final class OwnerLock implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OwnerLock.class.getName());

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path name;
    private final FileChannel channel;
    private final FileLock lock;

    private OwnerLock(Path name, FileChannel channel, FileLock lock) {
        this.name = name;
        this.channel = channel;
        this.lock = lock;
    }

    /// @throws StoreException OWNED if another process, or another store of this one, holds it
    static OwnerLock take(Home home, Instant now) {
        var name = name(home);
        if (!HELD.add(name)) {
            throw owned(home, pid(home));
        }
        try {
            return take(home, name, now);
        } catch (RuntimeException e) {
            HELD.remove(name);
            throw e;
        }
    }

    private static OwnerLock take(Home home, Path name, Instant now) {
        FileChannel channel = null;
        try {
            channel = Home.openPrivate(
                    home.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw owned(home, written(home));
            }
            var text = ProcessHandle.current().pid() + " " + now + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            return new OwnerLock(name, channel, lock);
        } catch (IOException e) {
            closeQuietly(channel);
            throw Faults.of(e, home.lock());
        }
    }

    /// Whether this process owns the store: then its database and lock file must not be opened and closed again.
    static boolean heldHere(Home home) {
        return HELD.contains(name(home));
    }

    /// The process that took the lock last, whether it still holds it or not.
    static Optional<Long> pid(Home home) {
        if (heldHere(home)) {
            return Optional.of(ProcessHandle.current().pid());
        }
        return written(home);
    }

    private static Optional<Long> written(Home home) {
        try {
            var text = Files.readString(home.lock()).strip();
            return Optional.of(Long.valueOf(text.substring(0, Math.max(0, text.indexOf(' ')))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static StoreException owned(Home home, Optional<Long> owner) {
        var who = owner.map(pid -> "process " + pid).orElse("another process");
        return new StoreException(
                Kind.OWNED,
                "store " + home.directory() + " is in use by " + who
                        + ". Wait until it ends, end it, or set LONGHAUL_HOME to another directory.");
    }

    private static Path name(Home home) {
        try {
            return home.directory().toRealPath();
        } catch (IOException e) {
            return home.directory().toAbsolutePath().normalize();
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing the lock file", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException e) {
            // Closing the channel releases it as well.
            closeQuietly(channel);
        }
        closeQuietly(channel);
        HELD.remove(name);
    }
}
