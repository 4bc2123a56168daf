package io.longhaul.app.session;

/// Pauses a job that cannot go on without a person, and lets people be told.
@FunctionalInterface
interface PersonNeeded {

    /// @param because for that person
    void pause(long job, String because);
}
