package io.longhaul.io.result;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that is replaced whole or not at all: written beside its target, synchronised, renamed, and the directory
/// synchronised.
public final class AtomicFile implements Target {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean committed;

    private AtomicFile(Path target, Path temporary) throws IOException {
        this.target = target;
        this.temporary = temporary;
        this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        this.out = Channels.newOutputStream(channel);
    }

    /// @param file a link is followed; an existing file's permissions are kept
    /// @throws OutputException if there can be no file of that name
    public static AtomicFile at(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new OutputException(file + " is a directory; name a file in it");
        }
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var directory = target.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new OutputException(file + ": there is no directory " + directory + "; make it first");
        }
        if (!Files.isWritable(directory)) {
            throw new OutputException(file + ": you may not write into " + directory + "; choose another place");
        }
        var temporary = Files.createTempFile(directory, "." + target.getFileName() + ".", ".tmp", permissions(target));
        try {
            return new AtomicFile(target, temporary);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /// Those of the file to be replaced, else what the user's umask leaves; a temporary file's would shut others out.
    private static FileAttribute<?>[] permissions(Path target) throws IOException {
        var directory = target.getParent();
        if (directory == null || !Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        var wanted = Files.exists(target)
                ? Files.getPosixFilePermissions(target)
                : PosixFilePermissions.fromString("rw-rw-rw-");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(wanted)};
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void commit() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        var directory = target.getParent();
        if (directory != null) {
            try (var entry = FileChannel.open(directory, StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!committed) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
