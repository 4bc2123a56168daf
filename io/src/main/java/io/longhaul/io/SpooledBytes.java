package io.longhaul.io;

import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Standard input, or a pipe, kept in a temporary file that only its owner may read until the list is closed.
record SpooledBytes(String name, Path path) implements Bytes {

    static SpooledBytes of(String name, InputStream stdin) {
        Path path = null;
        try {
            path = Files.createTempFile("longhaul-", ".list", ownerOnly());
            // Not Files.copy: it would replace the file and lose its permissions.
            try (var out = Files.newOutputStream(path)) {
                stdin.transferTo(out);
            }
            return new SpooledBytes(name, path);
        } catch (IOException e) {
            if (path != null) {
                new SpooledBytes(name, path).close();
            }
            throw new InputException(name,
                    (name.equals("-") ? "standard input" : "what it gave") + " could not be kept: " + e,
                    "Check the disk of java.io.tmpdir.");
        }
    }

    private static FileAttribute<?>[] ownerOnly() throws IOException {
        FileStore store = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")));
        return store.supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public String stamp() throws IOException {
        return Files.size(path) + " bytes";
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
