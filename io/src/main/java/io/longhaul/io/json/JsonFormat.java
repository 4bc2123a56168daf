package io.longhaul.io.json;

import io.longhaul.engine.Columns.Column;
import io.longhaul.io.json.JsonRows.Frame;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.ResultWriter;
import java.io.OutputStream;
import java.util.List;

/// One JSON array of objects, one a line.
public final class JsonFormat implements Format {
    private static final Frame FRAME = new Frame("[\n", ",\n", "\n]\n", "[]\n");

    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<String> extensions() {
        return List.of("json");
    }

    @Override
    public ResultWriter open(OutputStream out, List<? extends Column<?>> columns) {
        return new JsonRows(out, columns, FRAME);
    }
}
