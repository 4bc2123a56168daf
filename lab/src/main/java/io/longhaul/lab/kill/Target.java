package io.longhaul.lab.kill;

import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.lab.Child;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.upstream.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What is killed, and the upstream by whose log it is judged.
interface Target extends AutoCloseable {

    /// Makes a target.
    interface Maker {

        /// @param directory for its files; removed at the end
        Target in(Path directory) throws IOException;
    }

    /// Starts a life; returns once the store is there and owned.
    ///
    /// @param life 1 for the first
    Child start(int life, Path home) throws IOException, InterruptedException;

    /// Whether a life that was to be killed has nothing left to do.
    default boolean over(Child child, StoreView view) {
        return !child.alive();
    }

    /// Lets a life go to its end.
    ///
    /// @return its exit code
    default int end(Child child, Path home) throws InterruptedException {
        return child.await();
    }

    /// @param exit of a life that was let go to its end
    /// @throws IllegalStateException if that is not how it should end
    void mustHaveEnded(int exit);

    /// What the upstream has logged since the last time.
    List<Call> news() throws IOException;

    /// All that the upstream has logged.
    List<Call> calls() throws IOException;

    /// What was asked by a call of the store, in the words of the upstream's log.
    String question(StoredCall call);

    /// How the rows ended, each result compared.
    Outcomes outcomes(StoreView view) throws IOException;

    /// What only this target can tell, after the end.
    List<Figure> figures() throws IOException;

    @Override
    void close() throws IOException;
}
