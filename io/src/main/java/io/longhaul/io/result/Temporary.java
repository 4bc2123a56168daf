package io.longhaul.io.result;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// The file beside a target in which its next content is written: `.out.csv.123.tmp`.
///
/// Its writer holds a lock on it, which the operating system ends with the process, however that ends. So whoever
/// writes to the same target next can tell what a killed writer left from what another one is writing now.
final class Temporary implements AutoCloseable {

    private static final String END = ".tmp";

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private static final long PROCESS = ProcessHandle.current().pid();

    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Of this process: to open and close one of them a second time would end its lock.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private Temporary(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static Temporary beside(Path target, FileAttribute<?>... attributes) throws IOException {
        while (true) {
            var path = target.resolveSibling(begin(target) + PROCESS + NUMBERS.getAndIncrement() + END);
            if (!OURS.add(path)) { // before it is there: none of us may open it as a dead one's
                continue;
            }
            try {
                var channel = FileChannel.open(path, NEW, attributes);
                if (locked(channel) && Files.exists(path)) {
                    return new Temporary(path, channel);
                }
                channel.close(); // taken for a dead one's, in the moment before it was locked
            } catch (FileAlreadyExistsException taken) {
                OURS.remove(path);
                continue;
            } catch (IOException | RuntimeException e) {
                remove(path);
                throw e;
            }
            remove(path);
        }
    }

    /// Removes what killed writers to the target left.
    static void sweep(Path target) throws IOException {
        var ours = Pattern.compile(Pattern.quote(begin(target)) + "\\d+" + Pattern.quote(END));
        try (var all = Files.newDirectoryStream(
                target.resolveSibling(""), each -> ours.matcher(each.getFileName().toString()).matches())) {
            for (var each : all) {
                if (!OURS.contains(each) && Files.isRegularFile(each) && Files.isWritable(each)) {
                    sweepIfDead(each);
                }
            }
        }
    }

    private static void sweepIfDead(Path left) throws IOException {
        try (var channel = FileChannel.open(left, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                Files.deleteIfExists(left);
            }
        } catch (IOException | OverlappingFileLockException unknown) {
            // gone meanwhile, or a file system without locks: then nobody can tell, and it stays
        }
    }

    /// Where there are no locks, files are written all the same; nobody sweeps there.
    private static boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException swept) {
            return false;
        } catch (IOException noLocks) {
            return true;
        }
    }

    private static String begin(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static void remove(Path path) throws IOException {
        OURS.remove(path);
        Files.deleteIfExists(path);
    }

    FileChannel channel() {
        return channel;
    }

    /// Makes it the target.
    void become(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Removes it, unless it became its target.
    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(path);
        } finally {
            channel.close();
            OURS.remove(path);
        }
    }
}
