package io.longhaul.io.list;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What names of columns mean.
public final class ColumnNames {
    private static final Set<String> TICKER = Set.of("ticker", "tickers", "tickersymbol", "stockticker");
    private static final Set<String> SYMBOL = Set.of("symbol", "symbols", "stocksymbol");
    private static final Set<String> STOCK = Set.of("stock", "stocks");
    private static final Set<String> CODE = Set.of("code", "stockcode");
    private static final Set<String> CIK = Set.of("cik", "cikstr", "ciknumber");
    private static final Set<String> COMPANY = Set.of("company", "companies", "companyname", "name", "title");

    /// In the order in which they are taken as the key.
    private static final List<Set<String>> KEYS = List.of(TICKER, SYMBOL, STOCK, CODE, CIK, COMPANY);

    private static final Set<String> WEB = Set.of("website", "url", "domain", "homepage", "web", "site");

    /// Words that name a column only beside others: `LOW` and `OPEN` are tickers too.
    private static final Set<String> COMMON = Set.of(
            "id", "date", "price", "sector", "industry", "region", "country", "city", "state", "year", "exchange",
            "isin", "cusip", "note", "notes", "type", "status", "volume", "open", "high", "low", "close", "first",
            "last", "startdate", "enddate", "security", "securityname", "description", "founded", "address", "zip",
            "email", "phone", "weight", "quantity", "currency", "market", "marketcap", "key", "value");

    private ColumnNames() {}

    /// Whether the word alone shows that a row is a header.
    public static boolean isKeyWord(String cell) {
        var word = normal(cell);
        return WEB.contains(word) || KEYS.stream().anyMatch(each -> each.contains(word));
    }

    public static boolean isCommonWord(String cell) {
        return COMMON.contains(normal(cell));
    }

    /// Whether identity in this column is folded: see [Folding].
    static boolean isTicker(String column) {
        var word = normal(column);
        return TICKER.contains(word) || SYMBOL.contains(word) || STOCK.contains(word);
    }

    /// The column that names what a row is about: ticker, symbol, stock, code, CIK, company, else the first.
    static int keyAmong(List<String> columns) {
        for (var words : KEYS) {
            for (int at = 0; at < columns.size(); at++) {
                if (words.contains(normal(columns.get(at)))) {
                    return at;
                }
            }
        }
        return 0;
    }

    /// Names from a header row: spaces and marks around them dropped, empty ones numbered, repeated ones told apart.
    public static List<String> fromHeader(List<String> cells) {
        var names = new ArrayList<String>(cells.size());
        var taken = new HashSet<String>();
        for (int at = 0; at < cells.size(); at++) {
            var name = Folding.strip(cells.get(at));
            if (name.isEmpty()) {
                name = "column_" + (at + 1);
            }
            var unique = name;
            for (int n = 2; !taken.add(unique); n++) {
                unique = name + "_" + n;
            }
            names.add(unique);
        }
        return List.copyOf(names);
    }

    /// Names for a list without a header: `ticker`, `website` or `name` for what the first column holds.
    static List<String> invented(List<RawRow> rows) {
        int width = rows.stream().mapToInt(row -> row.cells().size()).max().orElse(1);
        var names = new ArrayList<String>(width);
        names.add(CellKind.ofColumn(rows, 0).columnName());
        for (int at = 1; at < width; at++) {
            names.add("column_" + (at + 1));
        }
        return List.copyOf(names);
    }

    private static String normal(String cell) {
        return Folding.strip(cell).toLowerCase(Locale.ROOT).replaceAll("[ _.-]", "");
    }
}
