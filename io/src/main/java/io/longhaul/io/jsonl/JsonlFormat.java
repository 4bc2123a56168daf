package io.longhaul.io.jsonl;

import io.longhaul.engine.Columns.Column;
import io.longhaul.io.json.JsonRows;
import io.longhaul.io.json.JsonRows.Frame;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.ResultWriter;
import java.io.OutputStream;
import java.util.List;

/// One JSON object a line (JSON Lines, NDJSON).
public final class JsonlFormat implements Format {
    private static final Frame FRAME = new Frame("", "\n", "\n", "");

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public List<String> extensions() {
        return List.of("jsonl", "ndjson");
    }

    @Override
    public ResultWriter open(OutputStream out, List<? extends Column<?>> columns) {
        return new JsonRows(out, columns, FRAME);
    }
}
