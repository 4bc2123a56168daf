package io.longhaul.io.list;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The values of a column, counted so that a filter that selected nothing can be answered with those it may mean.
final class FilterValues {

    private static final int MOST = 10_000;
    private static final int SHOWN = 5;

    private final Map<String, Long> counts = new LinkedHashMap<>();

    /// Values beyond the first ten thousand different ones are not offered: such a column is no category.
    void add(String value) {
        if (counts.size() < MOST || counts.containsKey(value)) {
            counts.merge(value, 1L, Long::sum);
        }
    }

    /// A sentence: the nearest value, else the most frequent ones.
    String offer(String column, String got) {
        var near = near(got);
        if (!near.isEmpty()) {
            return "Did you mean " + shown(near) + "?";
        }
        if (counts.containsKey(got)) {
            return "Check --select: it leaves out the rows of --filter-value \"" + got + "\".";
        }
        var frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .map(each -> shown(each.getKey()))
                .collect(Collectors.joining(", "));
        int more = counts.size() - SHOWN;
        return "Column \"" + column + "\" has " + frequent + (more > 0 ? " and " + more + " other values" : "") + ".";
    }

    /// Spelt in other capitals or with other spaces, one that begins so, or one that a slip of the finger turns into it.
    private String near(String got) {
        var folded = folded(got);
        var others = counts.keySet().stream().filter(each -> !each.equals(got)).toList();
        return others.stream()
                .filter(each -> folded(each).equals(folded))
                .findFirst()
                .or(() -> others.stream()
                        .filter(each -> !folded.isEmpty() && folded(each).startsWith(folded))
                        .findFirst())
                .or(() -> Suggestion.nearest(List.copyOf(others), got))
                .orElse("");
    }

    private String shown(String value) {
        long rows = counts.getOrDefault(value, 0L);
        return "\"" + value + "\" (" + rows + (rows == 1 ? " row)" : " rows)");
    }

    private static String folded(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }
}
