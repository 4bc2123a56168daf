package io.longhaul.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Whose a file is and who else may write it, as numbers of the system.
///
/// @param owner user id
/// @param mode with the sticky bit, as `01777`
public record Ownership(int owner, int mode) {

    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final int GROUP_OR_OTHERS = 077;
    private static final int OTHERS_WRITE = 02;
    private static final int STICKY = 01000;

    /// Empty where the file system knows neither.
    ///
    /// @throws IOException if there is no such file
    public static Optional<Ownership> of(Path file, LinkOption... options) throws IOException {
        try {
            return Optional.of(of(Files.readAttributes(file, "unix:uid,mode", options)));
        } catch (UnsupportedOperationException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static Ownership of(Map<String, Object> attributes) {
        return new Ownership((Integer) attributes.getOrDefault("uid", -1),
                (Integer) attributes.getOrDefault("mode", 0));
    }

    /// The user this process runs as; empty where nobody knows.
    public static Optional<Integer> user() {
        try {
            return of(Path.of("/proc/self")).map(Ownership::owner);
        } catch (IOException noProc) {
            return Optional.of((int) new com.sun.security.auth.module.UnixSystem().getUid());
        }
    }

    boolean writableByOthers() {
        return (mode & GROUP_OR_OTHERS_WRITE) != 0;
    }

    /// Whether others may read, write or enter it.
    public boolean loose() {
        return (mode & GROUP_OR_OTHERS) != 0;
    }

    /// Of a directory: whether anybody may exchange files of others in it.
    boolean lawless() {
        return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
    }
}
