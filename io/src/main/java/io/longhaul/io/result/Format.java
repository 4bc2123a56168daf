package io.longhaul.io.result;

import io.longhaul.engine.Columns.Column;
import java.io.OutputStream;
import java.util.List;

/// A way to write result rows. Adding one is a folder and a line in `Formats`.
public interface Format {

    /// What users type: `csv`.
    String name();

    /// Without dot, the usual one first.
    List<String> extensions();

    /// Begins a result. The writer never closes `out`: who opened it does.
    ResultWriter open(OutputStream out, List<? extends Column<?>> columns);
}
