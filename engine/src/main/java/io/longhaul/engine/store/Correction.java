package io.longhaul.engine.store;

import java.util.List;

/// What a failed row should have said.
///
/// @param key of the item from now on; may differ from the one it had
/// @param cells one for each column of the list
public record Correction(long position, String key, List<String> cells) {
    public Correction {
        cells = List.copyOf(cells);
    }
}
