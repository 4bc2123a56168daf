package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Large bodies in files of their own: compressed, named by the SHA-256 of what they hold, complete before anything
/// refers to them.
final class Blobs {

    /// Bodies above this go to files.
    static final int INLINE = 64 << 10;

    private final Path directory;
    /// The body read last: members of a group read the same one after another.
    private volatile SoftReference<Body> latest = new SoftReference<>(null);

    private record Body(String name, byte[] bytes) {}

    Blobs(Path directory) {
        this.directory = directory;
    }

    /// @return the names, in order; durable
    List<String> store(List<byte[]> bodies) {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                Home.syncParent(directory);
            }
            var names = bodies.stream().map(Blobs::name).toList();
            for (int i = 0; i < names.size(); i++) {
                write(directory.resolve(names.get(i)), bodies.get(i));
            }
            Home.sync(directory);
            return names;
        } catch (IOException e) {
            throw Faults.of(e, directory);
        }
    }

    /// The body, which nobody may change.
    ///
    /// @throws StoreException CORRUPT if the file is missing or holds something else; EXHAUSTED if it may be read later
    byte[] load(String name) {
        var known = latest.get();
        if (known != null && known.name().equals(name)) {
            return known.bytes();
        }
        var body = read(name);
        latest = new SoftReference<>(new Body(name, body));
        return body;
    }

    /// As [#load], from the disk in any case.
    byte[] read(String name) {
        var file = directory.resolve(name);
        byte[] body;
        try (var in = new InflaterInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            body = in.readAllBytes();
        } catch (ZipException | java.io.EOFException | NoSuchFileException e) {
            throw corrupt(file, e instanceof NoSuchFileException ? "the file is missing" : Faults.words(e));
        } catch (IOException e) {
            throw Faults.of(e, file);
        }
        if (!name(body).equals(name)) {
            throw corrupt(file, "its checksum differs from its name");
        }
        return body;
    }

    /// Names of all blob files; leftovers of interrupted writes included.
    List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw Faults.of(e, directory);
        }
    }

    long size(String name) {
        try {
            return Files.size(directory.resolve(name));
        } catch (NoSuchFileException e) {
            return 0; // renamed by the owner while others looked
        } catch (IOException e) {
            throw Faults.of(e, directory.resolve(name));
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    void delete(String name) {
        latest = new SoftReference<>(null);
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw Faults.of(e, directory.resolve(name));
        }
    }

    static String name(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void write(Path file, byte[] body) throws IOException {
        if (Files.exists(file) && sound(file)) {
            return;
        }
        var temp = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temp);
        try (var channel = Home.openPrivate(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(compressed(body));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Whether the file holds what its name says: a damaged one is replaced by the same answer, bought again.
    private boolean sound(Path file) {
        try {
            read(String.valueOf(file.getFileName()));
            return true;
        } catch (StoreException e) {
            if (e.kind() == Kind.CORRUPT) {
                return false;
            }
            throw e;
        }
    }

    private static byte[] compressed(byte[] body) throws IOException {
        var bytes = new ByteArrayOutputStream(body.length / 4);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(body);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static StoreException corrupt(Path file, String why) {
        return new StoreException(Kind.CORRUPT, "stored answer " + file + " is damaged: " + why);
    }
}
