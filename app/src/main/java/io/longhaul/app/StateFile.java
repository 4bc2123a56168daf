package io.longhaul.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// A small file beside the store, of this user alone. It is there whole or not at all, also after a power cut: it is
/// synced before it gets its name, and its directory afterwards.
public final class StateFile {

    private StateFile() {}

    /// In the place of the one there was. Its directory is made if it is missing.
    public static void write(Path file, String text) throws IOException {
        var part = part(file, text);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            sync(file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Unless there is one, which then counts.
    public static void writeFirst(Path file, String text) throws IOException {
        var part = part(file, text);
        try {
            Files.createLink(file, part);
            sync(file);
        } catch (FileAlreadyExistsException another) {
            // whoever was quicker wrote it whole, too
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path part(Path file, String text) throws IOException {
        var directory = directory(file);
        if (!Files.exists(directory)) {
            Files.createDirectories(directory, mode("rwx------"));
            sync(directory);
        }
        var part = Files.createTempFile(directory, file.getFileName().toString(), ".tmp", mode("rw-------"));
        try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            for (var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)); bytes.hasRemaining();) {
                out.write(bytes);
            }
            out.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(part);
            throw failed;
        }
        return part;
    }

    /// Makes the name survive.
    private static void sync(Path file) throws IOException {
        try (var directory = FileChannel.open(directory(file), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static Path directory(Path file) {
        var parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
