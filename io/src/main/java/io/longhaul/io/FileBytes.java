package io.longhaul.io;

import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// A file the user named.
record FileBytes(String name, Path path) implements Bytes {

    /// @throws InputException if it is missing, a directory or not to be read
    static FileBytes of(String name) {
        try {
            var path = Path.of(name);
            if (!name.isEmpty() && Files.isDirectory(path)) {
                throw new InputException(name, "is a directory", "Name a file in it.");
            }
            if (name.isEmpty() || !Files.exists(path)) {
                throw new InputException(
                        name.isEmpty() ? "\"\"" : name,
                        "no such file",
                        "Check the path (from " + Path.of("").toAbsolutePath() + "), or name a built-in list: "
                                + String.join(", ", Lists.BUILT_IN) + ".");
            }
            if (!Files.isReadable(path)) {
                throw new InputException(name, "may not be read", "Give yourself permission: chmod u+r " + name + ".");
            }
            return new FileBytes(name, path);
        } catch (InvalidPathException e) {
            throw new InputException(name, "is no path: " + e.getReason(), "Check the spelling.");
        }
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return Files.newInputStream(path);
        } catch (NoSuchFileException e) {
            throw new InputException(name, "is gone since it was opened", "Put it back and run the command again.");
        }
    }

    @Override
    public String stamp() throws IOException {
        var facts = Files.readAttributes(path, BasicFileAttributes.class);
        return facts.size() + " bytes of " + facts.lastModifiedTime() + " " + facts.fileKey();
    }
}
