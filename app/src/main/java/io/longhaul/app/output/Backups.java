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

/// The way back: what stood at a job's `-o`, and at the file of failed rows beside it, before the job replaced them.
///
/// Backups are files of our own in the store's directory, `backups/JOB/1-out.csv`, so that none of the user's files is
/// ever written over or removed. Beside them `backup.properties` says which file is whose, and what the job wrote. It is
/// durable before the output is replaced. The first backup of an output is a hard link where the file system allows:
/// the output is replaced by a rename, which leaves the linked content alone.
///
/// A job that writes its output again (`retry`) makes a second backup only if somebody changed the file meanwhile. The
/// file of failed rows goes with the output: it is kept anew only when the output is.
public final class Backups {

    private static final System.Logger LOG = System.getLogger(Backups.class.getName());

    private static final String DIRECTORY = "backups";
    private static final String RECORD = "backup.properties";
    private static final String WRITTEN = "written";
    private static final String OUTPUT = "output";
    private static final String COUNT = "count";
    /// Digest of what stood at the file of failed rows; empty for nothing, missing in the records of older versions.
    private static final String FAILED = "failed.digest";
    private static final String FAILED_WRITTEN = "failed.written";
    private static final String FAILED_COUNT = "failed.count";
    /// In the place of a digest.
    private static final String NOTHING = "";

    private final Path home;
    private final Path directory;

    /// @param home of the store
    public Backups(Path home, JobRecord job) {
        this.home = home;
        this.directory = home.resolve(DIRECTORY).resolve(job.handle());
    }

    /// What stood at a file that a job wrote.
    ///
    /// @param output where it stood
    /// @param file where it is kept
    /// @param digest of its content; empty if nothing stood there
    /// @param written digest of what the job put in its place; empty if that is not known, or nothing
    public record Backup(Path output, Path file, String digest, String written) {

        /// Whether anything stood there before.
        public boolean stood() {
            return !digest.isEmpty();
        }

        /// Whether the output is what stood there before.
        public boolean restored() throws IOException {
            return Files.exists(output) ? sha256(output).equals(digest) : !stood();
        }

        /// Whether somebody changed the output since the job wrote it.
        public boolean changed() throws IOException {
            return Files.exists(output) && !sha256(output).equals(written);
        }

        /// Puts it back, whole or not at all; the backup stays.
        public void restore() throws IOException {
            if (!stood()) {
                JobFiles.remove(output);
                return;
            }
            try (var target = AtomicFile.at(output)) {
                Files.copy(file, target.out());
                target.commit();
            }
        }
    }

    /// Keeps what stands at both files before the job writes them, unless the job wrote it or it is kept already.
    ///
    /// @param failures beside the output
    public void before(Path output, Path failures) throws IOException {
        before(output, failures, true);
    }

    /// Keeps what stands at the file of failed rows; the output will stay as it is.
    public void beforeFailures(Path output, Path failures) throws IOException {
        before(output, failures, false);
    }

    private void before(Path output, Path failures, boolean both) throws IOException {
        var record = read();
        boolean older = !record.isEmpty() && !record.containsKey(FAILED);
        boolean anew = both && keepOutput(record, output);
        // what an older version did not note may be the job's own
        boolean kept = !older && (anew || !record.containsKey(FAILED)) && keepFailures(record, failures);
        if (anew || kept) {
            write(record);
        }
    }

    private boolean keepOutput(Properties record, Path output) throws IOException {
        if (!Files.isRegularFile(output)) {
            return false;
        }
        var digest = sha256(output);
        if (digest.equals(record.getProperty(WRITTEN))
                || latest().filter(each -> each.digest().equals(digest) && each.output().equals(output)).isPresent()) {
            return false;
        }
        int number = Integer.parseInt(record.getProperty(COUNT, "0")) + 1;
        keep(output, file(number, output));
        record.setProperty(COUNT, Integer.toString(number));
        record.setProperty(number + ".digest", digest);
        record.setProperty(number + "." + OUTPUT, output.toString());
        record.remove(WRITTEN);
        return true;
    }

    private boolean keepFailures(Properties record, Path failures) throws IOException {
        boolean there = Files.isRegularFile(failures);
        var digest = there ? sha256(failures) : NOTHING;
        if (digest.equals(record.getProperty(FAILED_WRITTEN)) || digest.equals(record.getProperty(FAILED))) {
            return false;
        }
        int number = Integer.parseInt(record.getProperty(FAILED_COUNT, "0")) + 1;
        if (there) {
            keep(failures, failedFile(number, failures));
        }
        record.setProperty(FAILED_COUNT, Integer.toString(number));
        record.setProperty(FAILED, digest);
        record.remove(FAILED_WRITTEN);
        return true;
    }

    /// Remembers what the job wrote, so that it is not taken for somebody else's.
    public void wrote(Path output) throws IOException {
        if (!Files.isRegularFile(output)) {
            return;
        }
        var record = read();
        record.setProperty(WRITTEN, sha256(output));
        record.setProperty(WRITTEN + "." + OUTPUT, output.toString());
        write(record);
    }

    /// As [#wrote], of the file of failed rows; there is none where no row failed.
    public void wroteFailures(Path failures) throws IOException {
        var record = read();
        record.setProperty(FAILED_WRITTEN, Files.isRegularFile(failures) ? sha256(failures) : NOTHING);
        write(record);
    }

    /// The other job whose results stand at an output now; empty if none wrote just that.
    public Optional<String> writer(Path output) throws IOException {
        var all = home.resolve(DIRECTORY);
        if (!Files.isRegularFile(output) || !Files.isDirectory(all)) {
            return Optional.empty();
        }
        var digest = sha256(output);
        try (var jobs = Files.newDirectoryStream(all)) {
            for (var each : jobs) {
                var record = read(each);
                var place = record.getProperty(
                        WRITTEN + "." + OUTPUT, record.getProperty(record.getProperty(COUNT) + "." + OUTPUT));
                if (!each.equals(directory) && digest.equals(record.getProperty(WRITTEN))
                        && output.toString().equals(place)) {
                    return Optional.of(String.valueOf(each.getFileName()));
                }
            }
        }
        return Optional.empty();
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

    /// What stood at the file of failed rows; empty if that is not known.
    public Optional<Backup> failures(Path failures) throws IOException {
        var record = read();
        var digest = record.getProperty(FAILED);
        if (digest == null) {
            return Optional.empty();
        }
        int number = Integer.parseInt(record.getProperty(FAILED_COUNT, "0"));
        return Optional.of(new Backup(
                failures, failedFile(number, failures), digest, record.getProperty(FAILED_WRITTEN, NOTHING)));
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

    private Path failedFile(int number, Path failures) {
        return directory.resolve("failed-" + number + "-" + failures.getFileName());
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
        return read(directory);
    }

    private static Properties read(Path directory) throws IOException {
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
