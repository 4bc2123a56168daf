package io.longhaul.io.parquet;

import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.ResultWriter;
import java.io.OutputStream;
import java.util.List;

/// Parquet, for DuckDB, pandas and the like. Each column gets the narrowest type that loses nothing of what is in it
/// ([Kind]): whether there is such a type is known only after the last row, so rows wait in a file without a name.
public final class ParquetFormat implements Format {

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public List<String> extensions() {
        return List.of("parquet");
    }

    @Override
    public ResultWriter open(OutputStream out, List<? extends Column<?>> columns) {
        return new ParquetRows(out, columns);
    }
}
