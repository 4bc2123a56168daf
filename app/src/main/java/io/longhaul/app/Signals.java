package io.longhaul.app;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Signals that a command takes itself, so that it can store what is done before it ends.
public interface Signals {

    /// What was received.
    enum Kind {
        INT(Exit.INTERRUPTED),
        TERM(Exit.TERMINATED),
        HUP(Exit.HANGUP);

        private final int exit;

        Kind(int exit) {
            this.exit = exit;
        }

        public int exit() {
            return exit;
        }
    }

    /// From now on signals no longer end the process; the returned box holds them in order.
    Box take();

    /// Closing it lets signals end the process again.
    interface Box extends AutoCloseable {
        @Nullable
        Kind poll();

        @Override
        void close();
    }

    /// For tests, and for what must not be stopped.
    static Signals none() {
        return () -> new Box() {
            @Override
            public @Nullable Kind poll() {
                return null;
            }

            @Override
            public void close() {}
        };
    }

    /// The process's own. Built on `sun.misc.Signal`: the platform has no other way to tell a first Ctrl-C from a
    /// second one.
    static Signals system() {
        return () -> {
            BlockingQueue<Kind> received = new LinkedBlockingQueue<>();
            for (var kind : Kind.values()) {
                handle(kind, received);
            }
            return new Box() {
                @Override
                public @Nullable Kind poll() {
                    return received.poll();
                }

                @Override
                public void close() {
                    for (var kind : Kind.values()) {
                        release(kind);
                    }
                }
            };
        };
    }

    private static void handle(Kind kind, BlockingQueue<Kind> received) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(kind.name()), signal -> received.add(kind));
        } catch (IllegalArgumentException taken) {
            // ignored by the parent (nohup): then it stays ignored
        }
    }

    private static void release(Kind kind) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(kind.name()), sun.misc.SignalHandler.SIG_DFL);
        } catch (IllegalArgumentException taken) {
            // as above
        }
    }
}
