package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operating system's lock on a store: it ends with the process, however that ends.
final class OwnerLock implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OwnerLock.class.getName());

    private final FileChannel channel;
    private final FileLock lock;

    private OwnerLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// @throws StoreException OWNED if another process, or another store of this one, holds it
    static OwnerLock take(Home home, Instant now) {
        FileChannel channel = null;
        try {
            channel = Home.openPrivate(
                    home.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw owned(home);
            }
            var text = ProcessHandle.current().pid() + " " + now + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            return new OwnerLock(channel, lock);
        } catch (IOException e) {
            closeQuietly(channel);
            throw Faults.of(e, home.lock());
        }
    }

    /// The process that wrote the lock file last, whether it still holds the lock or not.
    static Optional<Long> pid(Path lockFile) {
        try {
            var text = Files.readString(lockFile).strip();
            return Optional.of(Long.valueOf(text.substring(0, Math.max(0, text.indexOf(' ')))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process has it open already.
            return null;
        }
    }

    private static StoreException owned(Home home) {
        var who = pid(home.lock()).map(pid -> "process " + pid).orElse("another process");
        return new StoreException(
                Kind.OWNED,
                "store " + home.directory() + " is in use by " + who
                        + ". Wait until it ends, end it, or set LONGHAUL_HOME to another directory.");
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
    }
}
