package io.longhaul.app.output;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows that a job's results are written as: those its items left, or what these stand for.
public interface ResultRows {

    List<? extends Column<?>> columns();

    /// The rows of a done item.
    List<List<@Nullable String>> of(EndedItem ended, StoreView store);

    /// The rows as they are stored.
    static ResultRows stored(Columns<?> columns) {
        return new ResultRows() {
            @Override
            public List<? extends Column<?>> columns() {
                return columns.all();
            }

            @Override
            public List<List<@Nullable String>> of(EndedItem ended, StoreView store) {
                return ResultCodec.decode(ended.outcome().result());
            }
        };
    }
}
