package io.longhaul.engine;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// What can be known of an item's world without asking anybody.
public interface Foresight {
    /// The job's instant: answers' freshness counts back from it. The same whenever the item runs again.
    Instant asOf();

    /// The job's day (UTC).
    default LocalDate today() {
        return LocalDate.ofInstant(asOf(), ZoneOffset.UTC);
    }

    /// When a person last had this item run again; empty if never. What was found absent until then does not count for
    /// it any more: of answers the engine sees to it, of kept documents the workflow.
    default Optional<Instant> retriedAt() {
        return Optional.empty();
    }

    /// A document that an item of any job kept; empty if there is none. What this run keeps it sees itself. Where all
    /// of an item's answers were kept, it counts as reused.
    ///
    /// Unlike an answer it is not tied to this run: when the item runs again, other items may have kept something else
    /// meanwhile. So it may decide what to ask, within the outline, but is no place for what must not change.
    Optional<byte[]> kept(String shelf, String key);
}
