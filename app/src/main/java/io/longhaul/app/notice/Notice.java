package io.longhaul.app.notice;

import java.time.Instant;

/// What happened to a job, as it is told: the same words and id at every attempt.
///
/// @param id the same for all targets
/// @param job its number in the store
/// @param number of the job's notices, from 1
/// @param what in a word or two: `completed`, `paused: budget`
/// @param jobMade when the job was made
/// @param body the webhook's
/// @param subject the mail's, and `text`; none holds a character that is not seen
record Notice(
        String id, long job, int number, String what, Instant at, Instant jobMade, String body, String subject,
        String text) {

    /// What a delivery log needs.
    Notice brief() {
        return new Notice(id, job, number, what, at, jobMade, "", "", "");
    }
}
