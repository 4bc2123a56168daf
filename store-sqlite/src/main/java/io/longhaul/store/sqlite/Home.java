package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/// The directory of a store and the files in it.
record Home(Path directory) {

    private static final int LONGEST_NAME = 255;
    /// SQLite takes 512 bytes, the names of its files among them.
    private static final int LONGEST_PATH = 480;

    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "fuse.sshfs");

    Path database() {
        return directory.resolve("longhaul.db");
    }

    Path wal() {
        return directory.resolve("longhaul.db-wal");
    }

    Path lock() {
        return directory.resolve("longhaul.lock");
    }

    Path blobs() {
        return directory.resolve("blobs");
    }

    Path reserve() {
        return directory.resolve("reserve");
    }

    /// Makes the directory (0700) if it is missing, and refuses one that cannot hold a store.
    void prepare() {
        mustBePossible();
        try {
            if (!Files.exists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var type = fileSystem();
            if (isNetwork(type)) {
                throw new StoreException(
                        Kind.UNUSABLE,
                        directory + " is on a network file system (" + type
                                + "), whose locks do not hold. Set LONGHAUL_HOME to a local disk.");
            }
            if (!Files.isWritable(directory)) {
                throw new StoreException(
                        Kind.UNUSABLE, directory + " is not writable. Change its permissions, or set LONGHAUL_HOME.");
            }
        } catch (IOException e) {
            throw new StoreException(
                    Kind.UNUSABLE,
                    directory + " cannot be made or used: " + Faults.words(e)
                            + ". Set LONGHAUL_HOME to a directory of yours.",
                    e);
        }
    }

    /// Refuses a place in which no store can be, whoever asks; one that is only not there yet is none.
    void mustBePossible() {
        var wrong = impossible();
        if (!wrong.isEmpty()) {
            throw new StoreException(Kind.UNUSABLE, wrong + ". Set LONGHAUL_HOME to a directory of yours.");
        }
    }

    /// Why no store can be there; empty where one can.
    String impossible() {
        for (var name : directory.toAbsolutePath()) {
            if (bytes(name) > LONGEST_NAME) {
                return "a name in " + brief() + " has " + bytes(name) + " bytes; at most " + LONGEST_NAME + " can be";
            }
        }
        if (bytes(directory.toAbsolutePath()) > LONGEST_PATH) {
            return brief() + " has " + bytes(directory.toAbsolutePath()) + " bytes; at most " + LONGEST_PATH
                    + " can be";
        }
        var there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return there + " is not a directory";
        }
        if (there.startsWith("/proc") || there.startsWith("/sys")) {
            return there + " belongs to the system and keeps no files";
        }
        return Files.isReadable(there) && Files.isExecutable(there) ? "" : there + " may not be read by you";
    }

    private String brief() {
        var text = directory.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    String fileSystem() throws IOException {
        return Files.getFileStore(directory).type();
    }

    static boolean isNetwork(String type) {
        return NETWORK.contains(type.toLowerCase(Locale.ROOT));
    }

    /// Opens a file of this user alone; one that exists keeps its mode.
    static FileChannel openPrivate(Path file, StandardOpenOption... options) throws IOException {
        return FileChannel.open(
                file, Set.of(options),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    static void syncParent(Path file) throws IOException {
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    /// Makes renames and new files in it survive a power cut.
    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
