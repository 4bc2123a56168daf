package io.longhaul.io.result;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// A file that is replaced whole or not at all: written beside its target, synchronised, renamed, and the directory
/// synchronised.
public final class AtomicFile implements Target {
    /// As many as Linux follows.
    private static final int LINKS = 40;

    private final Path target;
    private final Temporary temporary;
    private final OutputStream out;

    private AtomicFile(Path target, Temporary temporary) {
        this.target = target;
        this.temporary = temporary;
        this.out = Channels.newOutputStream(temporary.channel());
    }

    /// @param file a link is followed, even to a file that is not there yet; an existing file's permissions are kept
    /// @throws OutputException if there can be no file of that name
    public static AtomicFile at(Path file) throws IOException {
        var target = place(file);
        try {
            return new AtomicFile(target, Temporary.beside(target, permissions(target)));
        } catch (FileSystemException e) {
            throw refused(file, target, e);
        }
    }

    /// Removes what writers to that file left when they were killed.
    static void sweep(Path file) throws IOException {
        Temporary.sweep(place(file));
    }

    /// The file itself, at the end of links, in a directory that can be written to.
    private static Path place(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new OutputException(file + " is a directory; name a file in it");
        }
        var target = Files.exists(file) ? file.toRealPath() : followed(file);
        var directory = target.getParent();
        var named = Files.isSymbolicLink(file) ? file + " is a link to " + target : file.toString();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new OutputException(
                    named + ": there is no directory " + directory + "; make it first: mkdir -p " + quoted(directory));
        }
        if (!Files.isWritable(directory)) {
            throw new OutputException(
                    named + ": no file can be written into " + directory + "; choose another place");
        }
        return target;
    }

    /// As an argument of a command in a shell.
    private static String quoted(@Nullable Path directory) {
        var typed = String.valueOf(directory);
        return typed.matches("[\\p{L}\\p{N}._/:@%+=,-]+") ? typed : "'" + typed.replace("'", "'\\''") + "'";
    }

    /// Where a link leads although nothing stands there yet; to write over the link itself would lose it.
    private static Path followed(Path file) throws IOException {
        var at = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == LINKS) {
                throw new OutputException(file + " is a link that leads in a circle; mend it or choose another file");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    /// What the system says beyond what can be seen before; a disk without room is another matter than a wrong place.
    private static IOException refused(Path file, Path target, FileSystemException e) {
        var reason = String.valueOf(e.getReason());
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return e;
        }
        var why = e instanceof AccessDeniedException ? "permission denied" : e.getReason();
        throw new OutputException(file + ": no file can be written into " + target.getParent()
                + (why == null ? "" : " (" + why + ")") + "; choose another place");
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
        temporary.channel().force(true);
        temporary.become(target); // before it is closed: its lock says that it is not left over
        temporary.channel().close();
        var directory = target.getParent();
        if (directory != null) {
            try (var entry = FileChannel.open(directory, StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        temporary.close();
    }
}
