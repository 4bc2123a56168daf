package io.longhaul.app;

import io.longhaul.engine.store.Digest;
import io.longhaul.io.list.InputList;
import java.util.ArrayList;
import java.util.List;

/// What makes two jobs the same work, wherever they are made: all that changes answers.
public final class Identity {

    private Identity() {}

    /// @param parts what of its settings changes the workflow's answers
    /// @param rows whose columns and content count, too
    public static String of(String workflow, int version, List<String> parts, InputList rows) {
        var all = new ArrayList<String>();
        all.add(workflow);
        all.add(Integer.toString(version));
        all.addAll(parts);
        all.add(String.join("\n", rows.columns()));
        all.add(rows.summary().digest().toString());
        return Digest.of(all.toArray(String[]::new)).toString();
    }
}
