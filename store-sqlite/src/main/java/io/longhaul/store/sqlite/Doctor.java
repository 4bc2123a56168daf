package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Examines a store from beside; changes nothing. What it finds of damaged answers, [SqliteStore#mend] mends.
public final class Doctor {

    /// @param name of the check
    /// @param ok whether all is well
    /// @param detail what was found
    /// @param advice what to do; empty if nothing
    public record Finding(String name, boolean ok, String detail, String advice) {}

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private final Home home;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(Home home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
    }

    /// Runs every check; reads the whole file, so it takes a while on a large store.
    public static List<Finding> check(Path directory, InstantSource clock) {
        var doctor = new Doctor(new Home(directory), clock);
        var wrong = doctor.home.impossible();
        if (!wrong.isEmpty()) {
            doctor.note("directory", false, wrong, "Set LONGHAUL_HOME to a directory of yours.");
            return List.copyOf(doctor.findings);
        }
        if (Files.exists(directory)) {
            doctor.directory();
        }
        if (Files.exists(doctor.home.database())) {
            doctor.file();
        } else {
            doctor.note("store", true, "no store in " + directory + " yet", "");
        }
        return List.copyOf(doctor.findings);
    }

    private void directory() {
        try {
            var type = home.fileSystem();
            judge(
                    "file system",
                    !Home.isNetwork(type),
                    type,
                    "Locks do not hold on network file systems: set LONGHAUL_HOME to a local disk.");
            mode(home.directory(), "rwx------", "chmod 700 ");
            for (var file : List.of(home.database(), home.wal(), home.lock(), home.reserve())) {
                if (Files.exists(file)) {
                    mode(file, "rw-------", "chmod 600 ");
                }
            }
            space();
        } catch (IOException e) {
            note("directory", false, Faults.words(e), "Check that " + home.directory() + " exists and is yours.");
        }
    }

    private void mode(Path file, String want, String command) throws IOException {
        var have = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        judge("permissions of " + file.getFileName(), have.equals(want), have, "Run: " + command + file);
    }

    private void space() throws IOException {
        long free = Files.getFileStore(home.directory()).getUsableSpace();
        long wal = Files.exists(home.wal()) ? Files.size(home.wal()) : 0;
        long reserve = Files.exists(home.reserve()) ? 0 : Reserve.BYTES;
        long want = wal + reserve + Reserve.BYTES;
        judge(
                "free disk",
                free >= want,
                (free >> 20) + " MB free; log " + (wal >> 20) + " MB; reserve " + (reserve == 0 ? "kept" : "missing"),
                "Free at least " + (want >> 20) + " MB, or run `longhaul clean`.");
    }

    private void file() {
        owner();
        var readers = Readers.pool(home.database());
        try (readers) {
            if (!OwnerLock.heldHere(home)) {
                Schema.CURRENT.checkHeader(home);
            }
            readers.slow(session -> {
                library(session);
                Schema.CURRENT.check(session, home.database(), false);
                pages(session);
                totals(session);
                blobs(session);
                clock(session);
                return true;
            });
        } catch (StoreException e) {
            note("store", false, String.valueOf(e.getMessage()), "See the message; the file was left as it is.");
        }
    }

    private void owner() {
        var pid = OwnerLock.pid(home);
        boolean alive = pid.flatMap(ProcessHandle::of).map(ProcessHandle::isAlive).orElse(false);
        var who = pid.map(each -> "last owner: process " + each + (alive ? ", alive" : ", gone")).orElse("never owned");
        note("owner", true, who, "");
    }

    private void library(Session session) throws SQLException {
        var version = session.text("SELECT sqlite_version()");
        Schema.checkLibrary(version);
        note("SQLite", true, version, "");
    }

    private void pages(Session session) throws SQLException {
        var verdicts = session.list("PRAGMA integrity_check(10)", row -> row.getString(1));
        judge(
                "integrity",
                verdicts.equals(List.of("ok")),
                String.join("; ", verdicts),
                "Restore a backup of " + home.database() + ".");
        long broken = session.list("PRAGMA foreign_key_check", row -> 1).size();
        judge("foreign keys", broken == 0, broken + " broken", "Restore a backup.");
    }

    private void totals(Session session) throws SQLException {
        long wrong = session.number(
                """
                SELECT count(*) FROM job j WHERE visible = 1 AND (
                  (SELECT count(*) FROM item WHERE id >= j.id << 40 AND id < (j.id + 1) << 40) <> j.total OR
                  (SELECT count(*) FROM outcome WHERE id >= j.id << 40 AND id < (j.id + 1) << 40) <>
                  (SELECT coalesce(sum(done + failed + skipped + uncertain), 0) FROM batch
                   WHERE id >= j.id << 40 AND id < (j.id + 1) << 40))""");
        wrong += session.number(
                """
                SELECT count(*) FROM (
                  SELECT (id >> 40 << 40) | ((id & 1099511627775) / 1000), sum(done), sum(failed), sum(skipped),
                    sum(uncertain), sum(passed), sum(reused) FROM batch
                  WHERE id >> 40 IN (SELECT id FROM job WHERE visible = 1) GROUP BY 1 EXCEPT
                  SELECT id, done, failed, skipped, uncertain, passed, reused FROM span)""");
        wrong += session.number(
                """
                SELECT count(*) FROM (SELECT id >> 40 AS job, sum(failed) AS n FROM span
                  WHERE id >> 40 IN (SELECT id FROM job WHERE visible = 1) GROUP BY 1) s
                WHERE s.n <> (SELECT coalesce(sum(n), 0) FROM span_failed
                  WHERE id >= s.job << 40 AND id < (s.job + 1) << 40)""");
        judge("totals of batches", wrong == 0, wrong + " differ from their items", "Report this as a defect.");
        long tallies = session.number(
                """
                SELECT count(*) FROM (
                  SELECT job, source, state, n, cost FROM tally WHERE n <> 0 EXCEPT
                  SELECT job, source, state, count(*), sum(cost) FROM call GROUP BY 1, 2, 3)""");
        judge("totals of calls", tallies == 0, tallies + " differ from the calls", "Report this as a defect.");
    }

    private void blobs(Session session) throws SQLException {
        var files = new Blobs(home.blobs());
        var names = Mending.names(session);
        var bad = names.stream().filter(name -> Mending.isDamaged(files, name)).toList();
        note("large answers", true, names.size() + " files referenced, " + bad.size() + " missing or damaged", "");
        for (var name : bad) {
            var calls = session.number("SELECT count(*) FROM call WHERE blob = ?", name);
            var paid = session.number("SELECT coalesce(sum(cost), 0) FROM call WHERE blob = ?", name) > 0;
            note(
                    "large answer",
                    false,
                    files.file(name) + " is missing or damaged; " + calls + (calls == 1 ? " call" : " calls")
                            + " of it",
                    paid
                            ? "It was paid for. Restore the file from a backup, or let it go and buy it again: "
                                    + "longhaul doctor --mend --answers"
                            : "It is asked again when a row needs it. To let it go now: longhaul doctor --mend");
        }
        int idle = (int) files.names().stream().filter(name -> !names.contains(name)).count();
        note("unreferenced files", true, idle + " in blobs", idle == 0 ? "" : "`longhaul clean` removes them.");
    }

    private void clock(Session session) throws SQLException {
        var newest =
                session.first("SELECT value FROM meta WHERE name = 'newest'", row -> Values.instant(row.getLong(1)));
        var now = clock.instant();
        boolean ok = newest.isEmpty() || !newest.get().isAfter(now.plus(CLOCK_TOLERANCE));
        judge(
                "clock",
                ok,
                "now " + now + "; newest entry " + newest.map(String::valueOf).orElse("none"),
                "The clock went back: set it. Until then time stands still at the newest entry.");
    }

    private void judge(String name, boolean ok, String detail, String advice) {
        note(name, ok, detail, ok ? "" : advice);
    }

    private void note(String name, boolean ok, String detail, String advice) {
        findings.add(new Finding(name, ok, detail, advice));
    }
}
