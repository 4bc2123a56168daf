package io.longhaul.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Where reads run. Each sees one consistent state.
interface Readers extends AutoCloseable {

    <T> T read(Session.Work<T> work);

    /// For work of one statement, which sees one state by itself: without a transaction it takes a third of the time.
    <T> T one(Session.Work<T> work);

    @Override
    void close();

    /// A few read-only connections. Few, because a native call holds its carrier thread: more of them than carriers
    /// would only stall the other virtual threads.
    static Readers pool(Path database) {
        return new Pool(database);
    }

    /// The writer's own connection, for a store that has no other.
    static Readers shared(Session session, ReentrantLock lock) {
        return new Shared(session, lock);
    }

    /// Read-only connections, opened when first needed.
    final class Pool implements Readers {
        private static final int SIZE = 3;

        private final Path database;
        private final Semaphore permits = new Semaphore(SIZE, true);
        private final Deque<Session> idle = new ArrayDeque<>();
        private boolean closed;

        private Pool(Path database) {
            this.database = database;
        }

        @Override
        public <T> T read(Session.Work<T> work) {
            return one(session -> {
                session.begin();
                T result = work.run(session);
                session.commit();
                return result;
            });
        }

        @Override
        public <T> T one(Session.Work<T> work) {
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
                    throw new IllegalStateException("store " + database + " is closed");
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
        public <T> T one(Session.Work<T> work) {
            return read(work);
        }

        @Override
        public void close() {}
    }
}
