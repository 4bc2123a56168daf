package io.longhaul.testkit;

import io.longhaul.engine.store.Write;
import java.util.List;

/// Where a simulation lets commits fail. Both methods may throw; then the committer gets that exception.
public interface CommitFault {

    CommitFault NONE = new CommitFault() {};

    /// Nothing of the writes is stored if it throws.
    default void before(List<Write> writes) {}

    /// The writes are stored even if it throws.
    default void after(List<Write> writes) {}
}
