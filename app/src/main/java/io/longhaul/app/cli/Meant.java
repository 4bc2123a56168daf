package io.longhaul.app.cli;

import io.longhaul.app.view.Text;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// "Did you mean": the nearest name there is, when it is near enough to be a slip of the finger.
public final class Meant {

    private Meant() {}

    /// A sentence to put behind another one, whose full stop it brings; or nothing.
    public static String among(String got, Collection<String> all) {
        return nearest(got, all).map(Meant::sentence).orElse("");
    }

    /// `. Did you mean "screen"?`
    public static String sentence(String name) {
        return ". Did you mean \"" + Text.visible(name) + "\"?";
    }

    /// The nearest name that is near enough; of several the first.
    public static Optional<String> nearest(String got, Collection<String> all) {
        int most = Math.max(1, got.length() / 3);
        return all.stream()
                .distinct()
                .filter(each -> !each.isEmpty() && Math.abs(each.length() - got.length()) <= most)
                .map(each -> new Near(each, distance(folded(each), folded(got))))
                .filter(each -> each.distance <= most)
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::name);
    }

    private record Near(String name, int distance) {}

    /// Letters put in, left out, replaced, or two neighbours swapped.
    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int least(int[][] rows, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(rows[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
