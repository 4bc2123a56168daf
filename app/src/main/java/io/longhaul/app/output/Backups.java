package io.longhaul.app.output;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/// The way back: what stood at a job's `-o` before the job replaced it.
///
/// Backups are files of our own in the store's directory, `backups/JOB/1-out.csv`, so that none of the user's files is
/// ever written over or removed. Beside them `backup.properties` says which file is whose, and what the job wrote. It is
/// durable before the output is replaced. The first backup of an output is a hard link where the file system allows:
/// the output is replaced by a rename, which leaves the linked content alone.
///
/// A job that writes its output again (`retry`) makes a second backup only if somebody changed the file meanwhile.
public final class Backups {

    private static final System.Logger LOG = System.getLogger(Backups.class.getName());

    private static final String DIRECTORY = "backups";
    private static final String RECORD = "backup.properties";
    private static final String WRITTEN = "written";
    private static final String OUTPUT = "output";
    private static final String COUNT = "count";

    private final Path directory;

    /// @param home of the store
    public Backups(Path home, JobRecord job) {
        this.directory = home.resolve(DIRECTORY).resolve(job.handle());
    }

    /// What stood at an output.
    ///
    /// @param output where it stood
    /// @param file where it is kept
    /// @param digest of its content
    /// @param written digest of what the job put in its place; empty if that is not known
    public record Backup(Path output, Path file, String digest, String written) {

        /// Whether the output is what stood there before.
        public boolean restored() throws IOException {
            return Files.exists(output) && sha256(output).equals(digest);
        }

        /// Whether somebody changed the output since the job wrote it.
        public boolean changed() throws IOException {
            return Files.exists(output) && !sha256(output).equals(written);
        }

        /// Puts it back, whole or not at all; the backup stays.
        public void restore() throws IOException {
            try (var target = AtomicFile.at(output)) {
                Files.copy(file, target.out());
                target.commit();
            }
        }
    }

    /// Keeps what stands at the output, unless the job wrote it or it is kept already.
    public void before(Path output) throws IOException {
        if (!Files.isRegularFile(output)) {
            return;
        }
        var record = read();
        var digest = sha256(output);
        if (digest.equals(record.getProperty(WRITTEN))
                || latest().filter(each -> each.digest().equals(digest) && each.output().equals(output)).isPresent()) {
            return;
        }
        int number = Integer.parseInt(record.getProperty(COUNT, "0")) + 1;
        keep(output, file(number, output));
        record.setProperty(COUNT, Integer.toString(number));
        record.setProperty(number + ".digest", digest);
        record.setProperty(number + "." + OUTPUT, output.toString());
        record.remove(WRITTEN);
        write(record);
    }

    /// Remembers what the job wrote, so that it is not taken for somebody else's.
    public void wrote(Path output) throws IOException {
        if (!Files.isRegularFile(output)) {
            return;
        }
        var record = read();
        record.setProperty(WRITTEN, sha256(output));
        write(record);
    }

    /// The newest; empty if nothing stood where the job wrote, or it has written nothing yet.
    public Optional<Backup> latest() throws IOException {
        var record = read();
        int number = Integer.parseInt(record.getProperty(COUNT, "0"));
        var output = record.getProperty(number + "." + OUTPUT);
        if (output == null) {
            return Optional.empty();
        }
        return Optional.of(new Backup(
                Path.of(output),
                file(number, Path.of(output)),
                record.getProperty(number + ".digest", ""),
                record.getProperty(WRITTEN, "")));
    }

    /// Keeps what stands at the output now beside the backups; it is not what [#latest] answers.
    ///
    /// @return where
    public Path aside(Path output) throws IOException {
        int number = 1;
        while (Files.exists(directory.resolve("changed-" + number + "-" + output.getFileName()))) {
            number++;
        }
        var copy = directory.resolve("changed-" + number + "-" + output.getFileName());
        Files.copy(output, copy, StandardCopyOption.COPY_ATTRIBUTES);
        return copy;
    }

    /// Removes the backups of jobs that are no longer in the store.
    public static void sweep(Path home, StoreView store) throws IOException {
        var all = home.resolve(DIRECTORY);
        if (!Files.isDirectory(all)) {
            return;
        }
        try (var jobs = Files.newDirectoryStream(all)) {
            for (var each : jobs) {
                if (store.job(String.valueOf(each.getFileName())).isEmpty()) {
                    remove(each);
                }
            }
        }
    }

    /// As [#sweep]; what cannot be removed is left to the next time, for the jobs are gone already.
    public static void sweepOrLater(Path home, StoreView store) {
        try {
            sweep(home, store);
        } catch (IOException | UncheckedIOException left) {
            LOG.log(System.Logger.Level.WARNING, "backups of removed jobs could not be removed; the next clean will",
                    left);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path file(int number, Path output) {
        return directory.resolve(number + "-" + output.getFileName());
    }

    private void keep(Path output, Path copy) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(copy); // of a death before the record was written: no record names it
        var file = output.toRealPath();
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (var content = FileChannel.open(copy, StandardOpenOption.READ)) {
            content.force(true);
        }
    }

    private Properties read() throws IOException {
        var record = new Properties();
        var file = directory.resolve(RECORD);
        if (Files.exists(file)) {
            record.load(new StringReader(Files.readString(file)));
        }
        return record;
    }

    private void write(Properties record) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var text = new StringWriter();
        record.store(text, null);
        try (var target = AtomicFile.at(directory.resolve(RECORD))) {
            target.out().write(text.toString().getBytes(StandardCharsets.UTF_8));
            target.commit();
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
