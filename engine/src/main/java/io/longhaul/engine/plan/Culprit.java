package io.longhaul.engine.plan;

/// Who answers the calls of a job, and so whom advice about failures is about.
public enum Culprit {
    /// Somebody else's service.
    UPSTREAM,
    /// A command of the user's own.
    COMMAND
}
