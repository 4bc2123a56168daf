package io.longhaul.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Space kept back, so that answers already paid for can still be stored on a full disk.
final class Reserve {

    static final long BYTES = 16L << 20;
    private static final long LEAST = 256 << 10;
    private static final int PIECE = 64 << 10;

    private Reserve() {}

    /// Fills it if it is missing or smaller than it could be: as a rule [#BYTES], on a small disk a quarter of what is
    /// free.
    static void keep(Path file) {
        try {
            long there = Files.exists(file) ? Files.size(file) : 0;
            long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
            long wanted = Math.min(BYTES, (free + there) / 4);
            if (there >= wanted || wanted < LEAST) {
                return;
            }
            Files.deleteIfExists(file);
            fill(file, wanted);
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

    private static void fill(Path file, long bytes) throws IOException {
        try (var channel = Home.openPrivate(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(PIECE);
            for (long written = 0; written < bytes; written += zeros.capacity()) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            channel.force(true);
        }
    }
}
