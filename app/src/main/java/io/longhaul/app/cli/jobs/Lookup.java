package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds what users name: JOB is an id, a name or `latest`; ITEM is a key, `KEY#2` or `row:412`.
final class Lookup {

    /// Jobs and items among which a slip of the finger is looked for.
    private static final int JOBS = 1_000;

    private static final int ITEMS = 20_000;
    private static final int PAGE = 1_000;
    private static final Pattern OCCURRENCE = Pattern.compile("(?s)(.*)#([1-9]\\d{0,8})");
    private static final Pattern ROW = Pattern.compile("row:([1-9]\\d{0,17})");

    private Lookup() {}

    /// @throws CommandException exit 4, with the nearest name there is
    static JobRecord job(StoreView store, String name) {
        return store.job(name).orElseThrow(() -> {
            var names = new ArrayList<String>();
            for (var each : store.jobs(JOBS)) {
                names.add(each.handle());
                if (!each.draft().name().isEmpty()) {
                    names.add(each.draft().name());
                }
            }
            var all = names.isEmpty() ? "; the store has none" : "; longhaul jobs lists all";
            return new CommandException(Exit.NOT_FOUND, noJob(name) + all + meant(name, names));
        });
    }

    static String noJob(String name) {
        return name.equals("latest") ? "no job yet" : "no job \"" + Text.visible(name) + "\"";
    }

    /// @throws CommandException exit 4, with the nearest key there is
    static StoredItem item(StoreView store, JobRecord job, String name) {
        return found(store, job, name)
                .orElseThrow(() -> new CommandException(
                        Exit.NOT_FOUND,
                        job.handle() + " has no item \"" + Text.visible(name)
                                + "\"; want a key, KEY#2 for its second row, or row:412"
                                + meant(name, keys(store, job))));
    }

    private static Optional<StoredItem> found(StoreView store, JobRecord job, String name) {
        // a key may look like a row's number or an occurrence: what is there goes first
        var exact = store.item(job.id(), name, 1);
        if (exact.isPresent()) {
            return exact;
        }
        var row = ROW.matcher(name);
        if (row.matches()) {
            return store.itemAtRow(job.id(), Long.parseLong(row.group(1)));
        }
        var occurrence = OCCURRENCE.matcher(name);
        if (occurrence.matches()) {
            int n = Integer.parseInt(occurrence.group(2));
            var one = store.item(job.id(), occurrence.group(1), n);
            return one.isPresent() ? one : store.item(job.id(), upper(occurrence.group(1)), n);
        }
        return store.item(job.id(), upper(name), 1);
    }

    /// Tickers are folded to capitals when a list is read.
    private static String upper(String key) {
        return key.toUpperCase(Locale.ROOT);
    }

    private static List<String> keys(StoreView store, JobRecord job) {
        var keys = new ArrayList<String>();
        for (long from = 0; from < Math.min(ITEMS, job.total()); from += PAGE) {
            store.items(job.id(), from, PAGE).forEach(each -> keys.add(each.key()));
        }
        return keys;
    }

    private static String meant(String got, List<String> all) {
        int most = Math.max(1, got.length() / 3);
        return all.stream()
                .distinct()
                .filter(each -> !each.isEmpty() && Math.abs(each.length() - got.length()) <= most)
                .map(each -> new Near(each, distance(upper(each), upper(got))))
                .filter(each -> each.distance <= most)
                .min(Comparator.comparingInt(Near::distance))
                .map(each -> ". Did you mean \"" + Text.visible(each.name) + "\"?")
                .orElse("");
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
}
