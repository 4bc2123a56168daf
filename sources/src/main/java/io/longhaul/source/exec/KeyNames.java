package io.longhaul.source.exec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names under which a batch's output may name its rows.
///
/// With `--output-key` only that name counts. Otherwise the list's key column counts first, then the synonyms in their
/// order. A name that is spelt exactly alike comes before one that differs in case, blanks, `_`, `-` or `.`.
final class KeyNames {

    static final List<String> SYNONYMS =
            List.of("ticker", "symbol", "key", "tickers", "symbols", "ticker symbol", "stock", "code", "cik", "id");

    private final List<String> names;
    private final boolean told;

    KeyNames(ExecForm form) {
        told = !form.output().key().isEmpty();
        var all = new LinkedHashSet<String>();
        all.add(told ? form.output().key() : form.keyColumn());
        if (!told) {
            all.addAll(SYNONYMS);
        }
        names = List.copyOf(all);
    }

    /// The column that names the row, spelt as it is among these.
    Optional<String> among(List<String> columns) {
        for (var name : names) {
            if (columns.contains(name)) {
                return Optional.of(name);
            }
            for (var column : columns) {
                if (normal(column).equals(normal(name))) {
                    return Optional.of(column);
                }
            }
        }
        return Optional.empty();
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _.-]", "");
    }

    /// For a message: what was wanted, and what to do.
    String wanted() {
        return told
                ? "want \"" + names.getFirst() + "\", as --output-key says"
                : "want \"" + names.getFirst() + "\" or a synonym ("
                        + String.join(", ", SYNONYMS.subList(0, 3)) + ", ...), or say which one with --output-key NAME";
    }

    /// Column names as a message shows them.
    static String shown(List<String> columns) {
        var all = String.join(", ", columns);
        var plain = Said.plain(all.length() > 200 ? all.substring(0, 200) + "…" : all);
        return columns.size() == 1 ? "only \"" + plain + "\"" : plain;
    }
}
