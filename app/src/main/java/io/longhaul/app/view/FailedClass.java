package io.longhaul.app.view;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The items that failed for one class, with the first of them as examples.
///
/// @param examples names, at most [#EXAMPLES]
/// @param reason of the first
/// @param attempts of the first
public record FailedClass(ErrorClass errorClass, long items, List<String> examples, String reason, int attempts) {

    static final int EXAMPLES = 3;

    public FailedClass {
        examples = List.copyOf(examples);
    }

    /// All classes of a job, most items first; what the input caused comes last.
    public static List<FailedClass> of(StoreView store, long job, JobCounts counts) {
        var classes = new ArrayList<FailedClass>();
        counts.failedByClass().forEach((errorClass, items) -> {
            var first = store.ended(job, ItemFilter.failed(errorClass), 0, EXAMPLES);
            if (items > 0 && !first.isEmpty()) {
                classes.add(of(errorClass, items, first));
            }
        });
        classes.sort(Comparator.comparing((FailedClass each) -> each.errorClass == ErrorClass.VALIDATION)
                .thenComparing(Comparator.comparingLong(FailedClass::items).reversed())
                .thenComparing(FailedClass::errorClass));
        return classes;
    }

    private static FailedClass of(ErrorClass errorClass, long items, List<EndedItem> first) {
        var outcome = first.getFirst().outcome();
        var reasons = first.stream().map(each -> each.outcome().reason()).distinct().toList();
        var like = first.stream()
                .filter(each -> Objects.equals(each.outcome().reason(), outcome.reason()))
                .map(each -> name(each.item()))
                .toList();
        // One reason is shown, so only the items it is true of are its examples.
        var names = reasons.size() == 1 ? first.stream().map(each -> name(each.item())).toList() : like;
        return new FailedClass(errorClass, items, names, outcome.reason(), outcome.attempts());
    }

    /// What users call an item, and may type: its key, `KEY#2`, or `row 412` where it has none.
    public static String name(StoredItem item) {
        if (item.key().isEmpty()) {
            return "row " + item.rowNumber();
        }
        return item.occurrence() > 1 ? item.key() + "#" + item.occurrence() : item.key();
    }
}
