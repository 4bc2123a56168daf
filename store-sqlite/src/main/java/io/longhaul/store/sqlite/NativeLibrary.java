package io.longhaul.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Properties;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// The driver's native library, kept in the store instead of being unpacked at each start.
///
/// Left to itself the driver unpacks a megabyte into the temporary directory, removes it at an orderly end only, and so
/// leaves it there at each kill. Here the library lies once in the store's directory (0700, replaced atomically) and is
/// compared with the driver's own, byte by byte, before it is loaded.
///
/// The driver finds it by system properties, which belong to the whole program: they are set only while the driver
/// loads, and not at all when somebody else has set one of its properties. A driver that is loaded already stays as it
/// is, and where nothing can be kept (a read-only store, a file system that forbids programs) it does as it always
/// does.
final class NativeLibrary {

    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";
    private static final String TEMP = "org.sqlite.tmpdir";

    private static boolean done;

    private NativeLibrary() {}

    /// Loads the driver with the library that is kept below the directory.
    ///
    /// @param writable whether it may be put there first
    static synchronized void load(Path directory, boolean writable) {
        var properties = System.getProperties();
        if (done || properties.containsKey(PATH) || properties.containsKey(NAME) || properties.containsKey(TEMP)) {
            return;
        }
        try {
            var library = directory.toAbsolutePath()
                    .resolve("native")
                    .resolve(SQLiteJDBCLoader.getVersion())
                    .resolve(LibraryLoaderUtil.getNativeLibName());
            if (isWhole(library) || writable && put(library)) {
                done = true;
                load(library, properties);
            }
        } catch (IOException notKept) {
            // the driver unpacks it elsewhere
        }
    }

    private static byte[] original() throws IOException {
        var name = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        try (var resource = SQLiteJDBCLoader.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("the driver has no library for this system");
            }
            return resource.readAllBytes();
        }
    }

    private static boolean isWhole(Path library) throws IOException {
        return Files.isRegularFile(library) && Arrays.equals(Files.readAllBytes(library), original());
    }

    private static boolean put(Path library) throws IOException {
        var directory = library.resolveSibling("");
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var unfinished = Files.createTempFile(directory, "unfinished-", ""); // of this user alone
        try {
            Files.write(unfinished, original());
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return true;
    }

    private static void load(Path library, Properties properties) {
        try {
            properties.setProperty(PATH, library.resolveSibling("").toString());
            properties.setProperty(NAME, library.getFileName().toString());
            SQLiteJDBCLoader.initialize();
        } catch (Exception notLoaded) {
            // told again, with its cause, when the first connection is opened
        } finally {
            properties.remove(PATH);
            properties.remove(NAME);
        }
    }
}
