package io.longhaul.app.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Where the owner of a store listens: `control.sock` in its directory. A socket's path may have about 100 bytes; of
/// a longer one, `control.path` in the directory names a short one in a private directory.
record ControlPath(Path home) {

    private static final int LONGEST = 100;

    private Path usual() {
        return home.toAbsolutePath().resolve("control.sock");
    }

    private Path pointer() {
        return home.resolve("control.path");
    }

    /// To connect to.
    Path known() throws IOException {
        if (!Files.exists(pointer())) {
            return usual();
        }
        var other = Path.of(Files.readString(pointer()).strip());
        // whoever can write there could answer in the owner's place
        var directory = other.getParent();
        if (directory == null
                || !Files.getOwner(directory).equals(Files.getOwner(home))
                || !Files.getPosixFilePermissions(directory).equals(PosixFilePermissions.fromString("rwx------"))) {
            throw new IOException(pointer() + " names " + other + ", whose directory is not yours alone");
        }
        return other;
    }

    /// To listen on; nothing is there afterwards.
    Path fresh() throws IOException {
        var path = usual();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            Files.deleteIfExists(pointer());
            Files.deleteIfExists(path);
            return path;
        }
        var directory = Files.createTempDirectory(
                Path.of("/tmp"), "longhaul-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var other = directory.resolve("control.sock");
        Files.deleteIfExists(pointer());
        name(other);
        return other;
    }

    /// Sees to it that who looks for that socket finds it; costs one look where nothing is missing.
    void name(Path path) throws IOException {
        if (!path.equals(usual()) && !Files.exists(pointer())) {
            Files.writeString(pointer(), path + "\n");
            Files.setPosixFilePermissions(
                    pointer(), Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    /// Leaves nothing of a listener.
    void remove(Path path) throws IOException {
        Files.deleteIfExists(path);
        if (Files.deleteIfExists(pointer()) && path.getParent() != null) {
            Files.deleteIfExists(path.getParent());
        }
    }
}
