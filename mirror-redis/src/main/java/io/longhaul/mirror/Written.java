package io.longhaul.mirror;

import java.util.List;
import java.util.Optional;

/// What came of a batch.
///
/// @param marker what stood under the marker's key when it began; empty if nothing did, or no text, or nobody asked
/// @param stayed keys of data that were left as they are, because they know more than the batch, or are over 1 MB
public record Written(Optional<String> marker, List<String> stayed) {

    public Written {
        stayed = List.copyOf(stayed);
    }
}
