package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row on its way into the store.
///
/// @param rowNumber as a spreadsheet shows it, header counted
/// @param key the item's identity together with its occurrence; empty for a keyless row
/// @param cells one for each column of the list
/// @param refusal null, or why the row cannot be worked on: it is stored as ended
public record DraftItem(long rowNumber, String key, List<String> cells, @Nullable Refusal refusal) {
    public DraftItem {
        cells = List.copyOf(cells);
    }

    /// How a refused row ends.
    ///
    /// @param state FAILED or SKIPPED
    /// @param errorClass null when skipped
    public record Refusal(ItemState state, @Nullable ErrorClass errorClass, String reason) {}
}
