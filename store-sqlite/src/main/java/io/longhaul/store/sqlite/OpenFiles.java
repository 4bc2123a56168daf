package io.longhaul.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Whether this process may open no further file. SQLite says only that it could not open one.
final class OpenFiles {

    private static final Path ANY = Path.of("/dev/null");

    private OpenFiles() {}

    static boolean usedUp() {
        try (var any = FileChannel.open(ANY)) {
            return !any.isOpen();
        } catch (NoSuchFileException elsewhere) {
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("Too many open files");
        }
    }
}
