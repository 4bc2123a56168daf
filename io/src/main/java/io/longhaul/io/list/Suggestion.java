package io.longhaul.io.list;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// "Did you mean": the nearest of what there is, when it is near enough to be a slip of the finger.
final class Suggestion {

    private Suggestion() {}

    /// A sentence with a space before it, or nothing.
    static String among(List<String> all, String got) {
        return nearest(all, got).map(best -> " Did you mean \"" + best + "\"?").orElse("");
    }

    /// The nearest that is near enough; of several the first.
    static Optional<String> nearest(List<String> all, String got) {
        String best = "";
        int least = Math.max(1, got.length() / 3) + 1;
        for (var each : all) {
            int distance = distance(each.toLowerCase(Locale.ROOT), got.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = each;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
