package io.longhaul.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Space kept back, so that answers already paid for can still be stored on a full disk.
final class Reserve {

    static final long BYTES = 16L << 20;

    private Reserve() {}

    /// Fills it if it is missing and twice its size is free; else leaves it for a later start.
    static void keep(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) >= BYTES) {
                return;
            }
            Files.deleteIfExists(file);
            if (Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() < 2 * BYTES) {
                return;
            }
            fill(file);
        } catch (IOException e) {
            // A store without its reserve works; half a reserve only takes space.
            release(file);
        }
    }

    static void release(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Faults.of(e, file);
        }
    }

    private static void fill(Path file) throws IOException {
        try (var channel = Home.openPrivate(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(1 << 20);
            for (long written = 0; written < BYTES; written += zeros.capacity()) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            channel.force(true);
        }
    }
}
