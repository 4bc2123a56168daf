package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;

/// The tables: made from scripts, one a version, and checked before they are trusted.
///
/// @param scripts resources beside this class; the n-th leads from version n - 1 to n
record Schema(List<String> scripts) {

    static final Schema CURRENT = new Schema(List.of("v1.sql", "v2.sql", "v3.sql", "v4.sql"));

    private static final String OLDEST_SQLITE = "3.51.3";
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    int version() {
        return scripts.size();
    }

    /// Makes a new file beside its final name and moves it there, so that a file of that name is always complete.
    void create(Path database) throws SQLException, IOException {
        var temp = database.resolveSibling(database.getFileName() + ".new");
        Files.deleteIfExists(temp);
        Home.openPrivate(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        try (var session = Connections.maker(temp)) {
            build(session);
        }
        try (var channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temp, database, StandardCopyOption.ATOMIC_MOVE);
        Home.syncParent(database);
    }

    void build(Session session) throws SQLException {
        session.begin();
        session.execute("PRAGMA application_id = " + Connections.APPLICATION_ID);
        upgrade(session, 0);
        session.commit();
    }

    /// Refuses by its first bytes what is not a whole store of ours. Writes nothing, opens no database.
    void checkHeader(Home home) {
        var file = home.database();
        var header = ByteBuffer.allocate(100);
        long size;
        long wal;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read;
            do {
                read = channel.read(header);
            } while (read > 0);
            size = channel.size();
            wal = Files.exists(home.wal()) ? Files.size(home.wal()) : 0;
        } catch (IOException e) {
            throw Faults.of(e, file);
        }
        if (header.hasRemaining()) {
            throw corrupt(file, "it ends after " + size + " bytes");
        }
        var magic = new byte[MAGIC.length];
        header.get(0, magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw corrupt(file, "it does not begin like an SQLite file");
        }
        checkIds(file, header.getInt(68), header.getInt(60));
        int pageSize = header.getShort(16) == 1 ? 65_536 : header.getShort(16) & 0xffff;
        long pages = header.getInt(28) & 0xffff_ffffL;
        // With a log beside it the file may lag behind its own header.
        if (wal == 0 && size < pages * pageSize) {
            throw corrupt(file, "it has " + size + " bytes; its header says " + pages * pageSize);
        }
    }

    /// Looks at the opened store; a version older than ours passes.
    void check(Session session, Path file, boolean thoroughly) throws SQLException {
        checkLibrary(session.text("SELECT sqlite_version()"));
        checkIds(
                file,
                (int) session.number("PRAGMA application_id"),
                (int) session.number("PRAGMA user_version"));
        var stored = session.text("SELECT value FROM meta WHERE name = 'schema'");
        if (!stored.equals(fingerprint(session))) {
            throw corrupt(file, "its table definitions were changed");
        }
        if (thoroughly) {
            var verdict = session.text("PRAGMA quick_check(1)");
            if (!verdict.equals("ok")) {
                throw corrupt(file, verdict);
            }
        }
    }

    /// Brings an existing store up to date, after a backup beside it.
    ///
    /// @return whether anything was to do
    boolean migrate(Session session, Path file) throws SQLException, IOException {
        int from = (int) session.number("PRAGMA user_version");
        if (from == version()) {
            return false;
        }
        var backup = file.resolveSibling(file.getFileName() + ".v" + from + ".bak");
        Files.deleteIfExists(backup);
        Home.openPrivate(backup, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        session.update("VACUUM INTO ?", backup.toString());
        session.begin();
        try {
            upgrade(session, from);
            session.commit();
        } catch (SQLException | RuntimeException e) {
            session.rollback();
            throw e;
        }
        return true;
    }

    static void checkLibrary(String version) {
        var have = version.split("\\.", -1);
        var want = OLDEST_SQLITE.split("\\.", -1);
        for (int i = 0; i < want.length; i++) {
            int difference = Integer.parseInt(have[i]) - Integer.parseInt(want[i]);
            if (difference < 0) {
                throw new StoreException(
                        Kind.UNUSABLE,
                        "SQLite " + version + " can lose data in its log; want " + OLDEST_SQLITE
                                + " or newer. Use the sqlite-jdbc this program came with.");
            }
            if (difference > 0) {
                return;
            }
        }
    }

    private void upgrade(Session session, int from) throws SQLException {
        for (int version = from; version < version(); version++) {
            for (var statement : script(scripts.get(version)).split(";\\s*\n", -1)) {
                if (!statement.isBlank()) {
                    session.execute(statement);
                }
            }
        }
        session.execute("PRAGMA user_version = " + version());
        session.update("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", fingerprint(session));
    }

    private static String fingerprint(Session session) throws SQLException {
        var text = new StringBuilder();
        for (var line : session.list(
                "SELECT type || name || tbl_name || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
                row -> row.getString(1))) {
            text.append(line).append('\n');
        }
        return Blobs.name(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void checkIds(Path file, int application, int version) {
        if (application != Connections.APPLICATION_ID) {
            throw new StoreException(
                    Kind.FOREIGN,
                    file + " belongs to another program (application id " + application + "; want "
                            + Connections.APPLICATION_ID + "). Set LONGHAUL_HOME to another directory.");
        }
        if (version > version()) {
            throw new StoreException(
                    Kind.FOREIGN,
                    file + " was written by a newer Longhaul (store version " + version + "; this one knows "
                            + version() + "). Use that newer version.");
        }
        if (version < 1) {
            throw corrupt(file, "its store version is " + version);
        }
    }

    private static StoreException corrupt(Path file, String why) {
        return new StoreException(
                Kind.CORRUPT,
                file + " is damaged: " + why + ". It was left as it is; restore a backup, or move the directory away "
                        + "to begin anew.");
    }

    private static String script(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
