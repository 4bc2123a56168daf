package io.longhaul.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Where reads run. Each sees one consistent state.
interface Readers extends AutoCloseable {

    <T> T read(Session.Work<T> work);

    /// As [#read], for what may take minutes: it has no limit of time, and keeps the log from being emptied meanwhile.
    <T> T slow(Session.Work<T> work);

    /// For work of one statement, which sees one state by itself: without a transaction it takes a third of the time.
    <T> T one(Session.Work<T> work);

    /// Reads are cut off sooner, as the log must be emptied, or as late as ever.
    void hurry(boolean soon);

    @Override
    void close();

    /// A few read-only connections.
    static Readers pool(Path database) {
        return new Pool(database);
    }

    /// The writer's own connection, for a store that has no other.
    static Readers shared(Session session, ReentrantLock lock) {
        return new Shared(session, lock);
    }

    /// Read-only connections, opened when first needed.
    ///
    /// - **Threads**: a native call holds its carrier thread, so virtual threads have their reads done by others.
    /// - **Time**: a read that takes longer than a few seconds is cut off: as long as it lasts, the log cannot be emptied.
    final class Pool implements Readers {
        private static final int SIZE = 3;

        private final Path database;
        private final Semaphore permits = new Semaphore(SIZE, true);
        private final Deque<Session> idle = new ArrayDeque<>();
        private final ReadLimit limit = new ReadLimit();
        private final ExecutorService platform = Executors.newFixedThreadPool(SIZE, Pool::thread);
        private boolean closed;

        private Pool(Path database) {
            this.database = database;
        }

        private static Thread thread(Runnable work) {
            return Thread.ofPlatform().name("longhaul-store-reader").daemon().unstarted(work);
        }

        @Override
        public <T> T read(Session.Work<T> work) {
            return one(inOneState(work));
        }

        private static <T> Session.Work<T> inOneState(Session.Work<T> work) {
            return session -> {
                session.begin();
                T result = work.run(session);
                session.commit();
                return result;
            };
        }

        @Override
        public <T> T slow(Session.Work<T> work) {
            return carried(() -> borrowed(inOneState(work)));
        }

        @Override
        public <T> T one(Session.Work<T> work) {
            return carried(() -> borrowed(session -> {
                var watch = limit.begin(session);
                try {
                    return work.run(session);
                } finally {
                    watch.end();
                }
            }));
        }

        @Override
        public void hurry(boolean soon) {
            limit.hurry(soon);
        }

        private <T> T carried(Supplier<T> read) {
            if (!Thread.currentThread().isVirtual()) {
                return read.get();
            }
            try {
                return CompletableFuture.supplyAsync(read, platform).join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failed;
            } catch (RejectedExecutionException ended) {
                throw closed();
            }
        }

        private IllegalStateException closed() {
            return new IllegalStateException("store " + database + " is closed");
        }

        private <T> T borrowed(Session.Work<T> work) {
            permits.acquireUninterruptibly();
            try {
                var session = borrow();
                boolean sound = false;
                try {
                    T result = work.run(session);
                    sound = true;
                    return result;
                } finally {
                    giveBack(session, sound);
                }
            } catch (SQLException e) {
                throw Faults.of(e, database.toString());
            } finally {
                permits.release();
            }
        }

        private Session borrow() throws SQLException {
            synchronized (idle) {
                if (closed) {
                    throw closed();
                }
                var session = idle.pollFirst();
                if (session != null) {
                    return session;
                }
            }
            return Connections.reader(database);
        }

        private void giveBack(Session session, boolean sound) throws SQLException {
            synchronized (idle) {
                if (sound && !closed) {
                    idle.addFirst(session);
                    return;
                }
            }
            session.close();
        }

        @Override
        public void close() {
            synchronized (idle) {
                closed = true;
                try {
                    for (var session : idle) {
                        session.close();
                    }
                } catch (SQLException e) {
                    throw Faults.of(e, database.toString());
                } finally {
                    idle.clear();
                }
            }
            limit.close();
            platform.shutdown();
        }
    }

    /// Reads between commits.
    final class Shared implements Readers {
        private final Session session;
        private final ReentrantLock lock;

        private Shared(Session session, ReentrantLock lock) {
            this.session = session;
            this.lock = lock;
        }

        @Override
        public <T> T read(Session.Work<T> work) {
            lock.lock();
            try {
                return work.run(session);
            } catch (SQLException e) {
                throw Faults.of(e, "the store in memory");
            } finally {
                lock.unlock();
            }
        }

        @Override
        public <T> T slow(Session.Work<T> work) {
            return read(work);
        }

        @Override
        public <T> T one(Session.Work<T> work) {
            return read(work);
        }

        @Override
        public void hurry(boolean soon) {}

        @Override
        public void close() {}
    }
}
