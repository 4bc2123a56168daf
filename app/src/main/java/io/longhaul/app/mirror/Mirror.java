package io.longhaul.app.mirror;

import io.longhaul.engine.store.JobRecord;

/// Follows what is stored. It hears of commits by itself.
public interface Mirror extends AutoCloseable {

    Mirror NONE = new Mirror() {
        @Override
        public void added(JobRecord job) {}

        @Override
        public void close() {}
    };

    /// A new job was stored.
    void added(JobRecord job);

    /// What failed that must not fail, since the start; each is in the log.
    default long defects() {
        return 0;
    }

    /// Writes what is left, for a few seconds at most. Nobody else may write the store meanwhile, which is still open.
    @Override
    void close();
}
