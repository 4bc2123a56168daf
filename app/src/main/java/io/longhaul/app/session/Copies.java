package io.longhaul.app.session;

import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The jobs that a template was copied to, one for each instant.
final class Copies {

    private static final int PAGE = 1_000;
    private static final int JOBS = 100;
    private static final Set<String> TEMPLATE = Set.of(Start.CRON, Start.ZONE, Start.MISSED, Start.IDENTITY);

    private final Store store;
    private final JobRecord template;

    Copies(Store store, JobRecord template) {
        this.store = store;
        this.template = template;
    }

    /// The copy of that instant.
    ///
    /// Cost: copies are made in order, so that older ones than that instant's are not looked at.
    Optional<JobRecord> at(Instant at) {
        for (var page = store.jobs(JOBS); !page.isEmpty(); page = store.jobs(page.getLast().id(), JOBS)) {
            for (var job : page) {
                var its = job.id() <= template.id() ? Instant.MIN : time(job);
                if (its != null && !its.isAfter(at)) {
                    return its.equals(at) ? Optional.of(job) : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /// Null for another's.
    private @Nullable Instant time(JobRecord job) {
        var settings = job.draft().settings();
        return template.handle().equals(settings.get(Start.OF)) ? Instant.parse(settings.get(Start.AT)) : null;
    }

    /// Copies the list, as it was given, and the settings.
    JobRecord make(Instant at, Instant now) {
        var draft = draft(at, now);
        try (var loader = store.load(draft)) {
            for (long from = 0; from < template.total(); from += PAGE) {
                loader.add(rows(from));
            }
            return loader.publish(draft.identity());
        }
    }

    private List<DraftItem> rows(long from) {
        var refused = store.ended(template.id(), ItemFilter.all(), from, PAGE).stream()
                .collect(Collectors.toMap(each -> each.item().position(), EndedItem::outcome));
        return store.items(template.id(), from, PAGE).stream()
                .map(item -> row(item, refused.get(item.position())))
                .toList();
    }

    private static DraftItem row(StoredItem item, @Nullable Outcome refused) {
        return new DraftItem(
                item.rowNumber(),
                item.key(),
                item.cells(),
                refused == null
                        ? null
                        : new DraftItem.Refusal(refused.state(), refused.errorClass(), refused.reason()));
    }

    private JobDraft draft(Instant at, Instant now) {
        var draft = template.draft();
        return new JobDraft(
                // the name alone stays that of the template, which is what people pause and cancel
                draft.name().isEmpty() ? "" : draft.name() + " " + at,
                draft.workflow(),
                draft.version(),
                settings(at),
                draft.settings().getOrDefault(Start.IDENTITY, draft.identity()),
                draft.input(),
                draft.output(),
                draft.columns(),
                draft.batchSize(),
                draft.checkpointInterval(),
                now,
                draft.refresh(),
                draft.options());
    }

    private Map<String, String> settings(Instant at) {
        var settings = new HashMap<>(template.draft().settings());
        settings.keySet().removeAll(TEMPLATE);
        settings.keySet().removeIf(name -> name.startsWith("http.")); // the request made the template, not this
        settings.put(Start.OF, template.handle());
        settings.put(Start.AT, at.toString());
        return settings;
    }
}
