package io.longhaul.store.sqlite;

import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.Cleanable.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store in one directory: an SQLite file, and files for large answers beside it.
///
/// - **Durable**: a commit is synced to the disk before it returns.
/// - **Owner**: one process, by a lock of the operating system; others read [#beside] it.
/// - **Errors**: [StoreException] by kind. A file that is damaged, newer or not ours is refused and left as it is.
public final class SqliteStore extends SqliteView implements Store {

    private final @Nullable Home home;
    private final @Nullable OwnerLock owner;
    private final Transactions transactions;
    private final Opening opening;
    private final @Nullable LogBound log;
    private final Sweep sweep;
    private volatile Consumer<List<Write>> listener = stored -> {};
    private boolean closed;

    private SqliteStore(
            @Nullable Home home,
            @Nullable OwnerLock owner,
            Readers readers,
            Blobs blobs,
            Transactions transactions,
            Opening opening) {
        super(readers, blobs);
        this.home = home;
        this.owner = owner;
        this.transactions = transactions;
        this.opening = opening;
        this.log = home == null ? null : new LogBound(transactions, readers, home.wal());
        if (log != null) {
            transactions.afterwards = log::look;
        }
        this.sweep = Sweep.begin(transactions, home != null);
    }

    /// Opens the store of that directory as its owner; makes directory and store where there are none.
    ///
    /// @throws StoreException OWNED, CORRUPT, FOREIGN, UNUSABLE, FULL
    public static SqliteStore own(Path directory, InstantSource clock) {
        return own(directory, clock, Schema.CURRENT);
    }

    static SqliteStore own(Path directory, InstantSource clock, Schema schema) {
        var home = new Home(directory);
        home.prepare();
        var owner = OwnerLock.take(home, clock.instant());
        Session session = null;
        try {
            NativeLibrary.load(home.directory(), true);
            boolean fresh = !Files.exists(home.database());
            if (fresh) {
                mustBeNew(home);
                schema.create(home.database());
            }
            schema.checkHeader(home);
            session = Connections.writer(home.database());
            Start.check(session, home, schema);
            schema.migrate(session, home.database());
            var blobs = new Blobs(home.blobs());
            var transactions = new Transactions(session, home.database().toString(), blobs);
            var opening = Start.begin(transactions, fresh);
            Reserve.keep(home.reserve());
            return new SqliteStore(home, owner, Readers.pool(home.database()), blobs, transactions, opening);
        } catch (SQLException e) {
            throw abandoned(session, owner, Faults.of(e, home.database().toString()));
        } catch (IOException e) {
            throw abandoned(session, owner, Faults.of(e, home.database()));
        } catch (RuntimeException e) {
            throw abandoned(session, owner, e);
        }
    }

    /// Whether there is a store in that directory.
    ///
    /// @throws StoreException UNUSABLE where there can be none
    public static boolean existsIn(Path directory) {
        var home = new Home(directory);
        home.mustBePossible();
        return Files.exists(home.database());
    }

    /// Reads the store of that directory, whoever owns it.
    ///
    /// @throws StoreException UNUSABLE if there is none; CORRUPT, FOREIGN
    public static StoreView beside(Path directory) {
        var home = new Home(directory);
        if (!Files.exists(home.database())) {
            throw new StoreException(
                    Kind.UNUSABLE, "there is no store in " + directory + " yet. Start a job, or set LONGHAUL_HOME.");
        }
        NativeLibrary.load(directory, false);
        if (!OwnerLock.heldHere(home)) {
            Schema.CURRENT.checkHeader(home);
        }
        var readers = Readers.pool(home.database());
        try {
            readers.read(session -> {
                Schema.CURRENT.check(session, home.database(), false);
                Start.mustBeCurrent(session, home, Schema.CURRENT);
                return true;
            });
        } catch (RuntimeException e) {
            readers.close();
            throw e;
        }
        return new SqliteView(readers, new Blobs(home.blobs()));
    }

    /// A store in memory, for simulations: the same statements, nothing durable, bodies of any size in the rows.
    public static SqliteStore memory() {
        try {
            var session = Connections.memory();
            Schema.CURRENT.build(session);
            return memory(session, true);
        } catch (SQLException e) {
            throw Faults.of(e, "the store in memory");
        }
    }

    /// The store in memory as its next owner finds it after the death of this one, which must not be used any more.
    public SqliteStore crashed() {
        return handedOver(false);
    }

    /// The store in memory as its next owner finds it after this one ended in order.
    public SqliteStore reopened() {
        return handedOver(true);
    }

    private SqliteStore handedOver(boolean inOrder) {
        if (home != null) {
            throw new IllegalStateException("only a store in memory can be handed over from within");
        }
        mustBeOpen();
        closed = true;
        sweep.close();
        try {
            if (inOrder) {
                Start.end(transactions);
            }
            return memory(transactions.session, false);
        } catch (SQLException e) {
            throw Faults.of(e, "the store in memory");
        }
    }

    private static SqliteStore memory(Session session, boolean fresh) throws SQLException {
        var transactions = new Transactions(session, "the store in memory", null);
        var readers = Readers.shared(session, transactions.lock);
        // Its bodies are all in rows, so no file is ever looked for.
        return new SqliteStore(
                null, null, readers, new Blobs(Path.of("")), transactions, Start.begin(transactions, fresh));
    }

    @Override
    public void commit(List<Write> writes) {
        mustBeOpen();
        if (!writes.isEmpty()) {
            transactions.commit(writes);
            listener.accept(writes);
        }
    }

    /// Hears what each commit stored, once it is durable, on the thread that commits: it must neither linger nor throw.
    /// New and cleaned jobs are no commits.
    public void listen(Consumer<List<Write>> only) {
        listener = only;
    }

    @Override
    public JobLoader load(JobDraft draft) {
        mustBeOpen();
        return Loader.begin(transactions, draft);
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public void releaseReserve() {
        if (home != null && log != null) {
            log.rest();
            // the room is for commits: moving the log into the file would use it up and gain nothing
            transactions.run(() -> transactions.session.number("PRAGMA wal_autocheckpoint = 0"));
            Reserve.release(home.reserve());
        }
    }

    @Override
    public Cleaned clean(Instant endedBefore, boolean answers) {
        mustBeOpen();
        return clean(endedBefore, answers ? Answers.ALL : Answers.NONE);
    }

    /// As [#clean], with the answers that cost nothing.
    public Cleaned retain(Instant endedBefore) {
        mustBeOpen();
        return clean(endedBefore, Answers.UNPAID);
    }

    private Cleaned clean(Instant endedBefore, Answers answers) {
        return new Cleaning(transactions, readers, files()).clean(endedBefore, answers);
    }

    /// What jobs and answers take; room that was given up and is used again first does not count.
    public long usedBytes() {
        var files = files();
        long large = files == null ? 0 : files.names().stream().mapToLong(files::size).sum();
        return large + readers.read(session -> session.number("PRAGMA page_size")
                * (session.number("PRAGMA page_count") - session.number("PRAGMA freelist_count")));
    }

    /// @param answers that were let go, `paid` those left because they cost something, `costNanos` what they cost
    public record Mended(long answers, long paid, long costNanos) {}

    /// Lets go of stored answers whose files are missing or damaged, so that the upstream is asked again.
    ///
    /// @param paidToo also of those that cost something
    public Mended mend(boolean paidToo) {
        mustBeOpen();
        return new Mending(transactions, readers, blobs).mend(paidToo);
    }

    /// Gives the room of what was removed back to the disk, where it is much. Others wait for it.
    public void compact() {
        mustBeOpen();
        new Cleaning(transactions, readers, files()).compact();
    }

    @Override
    @Nullable
    Blobs files() {
        return home == null ? null : blobs;
    }

    /// Moves the log into the file. For moments without work; does nothing while a reader is in the way.
    public void checkpoint() {
        if (home != null) {
            transactions.run(() -> transactions.session.number("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
    }

    /// Ends in order: the next owner finds the mark `clean`.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sweep.close();
        try {
            Start.end(transactions);
            if (home != null) {
                super.close();
                checkpointIfThereIsRoom();
            }
        } finally {
            drop();
        }
    }

    /// What a full disk leaves in the log is as durable there; the next start moves it.
    private void checkpointIfThereIsRoom() {
        try {
            checkpoint();
        } catch (StoreException e) {
            if (e.kind() != Kind.FULL) {
                throw e;
            }
        }
    }

    /// Lets the file grow no further: what a full disk does, for tests.
    void limitPages(long pages) {
        transactions.run(() -> transactions.session.number("PRAGMA max_page_count = " + pages));
    }

    /// What the writer read so far, see [Session#visited].
    long visited() {
        return transactions.run(transactions.session::visited);
    }

    /// Statements that the writer keeps.
    int prepared() {
        return transactions.run(transactions.session::prepared);
    }

    /// Lets go of everything as the death of the process would.
    void abandon() {
        closed = true;
        drop();
    }

    private void drop() {
        sweep.close();
        super.close();
        transactions.lock.lock();
        try {
            transactions.session.close();
        } catch (SQLException e) {
            throw Faults.of(e, "closing the store");
        } finally {
            transactions.lock.unlock();
            if (owner != null) {
                owner.close();
            }
        }
    }

    private void mustBeOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /// A missing file among remains of a store is a loss to report, not a first start.
    private static void mustBeNew(Home home) {
        for (var remains : List.of(home.wal(), home.blobs())) {
            if (Files.exists(remains)) {
                throw new StoreException(
                        Kind.CORRUPT,
                        home.database() + " is missing, but " + remains.getFileName()
                                + " of its store is there. Restore it from a backup, or move the directory away to begin anew.");
            }
        }
    }

    private static RuntimeException abandoned(@Nullable Session session, OwnerLock owner, RuntimeException fault) {
        try (owner) {
            if (session != null) {
                session.close();
            }
        } catch (SQLException e) {
            fault.addSuppressed(e);
        }
        return fault;
    }
}
