package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.view.ItemLine;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Times;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Pages of jobs and of items.
final class JobLists {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final int PAGE = 200;
    /// Jobs looked at for one page, however few of them the filter takes.
    private static final int MOST_LOOKED_AT = 5_000;
    private static final long BYTES = 4 << 20;

    private final Service service;
    private final Found found;

    JobLists(Service service, Found found) {
        this.service = service;
        this.found = found;
    }

    /// `GET /v1/jobs`: newest first.
    WebReply jobs(WebRequest request) {
        request.mustHaveOnly("state", "workflow", "limit", "cursor");
        var states = states(request);
        var workflow = request.parameter("workflow");
        int limit = request.whole("limit", 1, MOST, USUAL);
        long before = request.parameter("cursor").map(text -> Cursor.read("jobs", text)).orElse(Long.MAX_VALUE);
        var document = Json.document();
        var array = document.putArray("jobs");
        boolean more = true;
        for (int looked = 0; more && array.size() < limit && looked < MOST_LOOKED_AT; looked += PAGE) {
            var page = service.session().store().jobs(before, PAGE);
            more = page.size() == PAGE;
            for (var job : page) {
                if (array.size() == limit) {
                    more = true;
                    break;
                }
                before = job.id();
                if (states.contains(job.state())
                        && workflow.filter(name -> !name.equals(job.draft().workflow())).isEmpty()) {
                    array.add(line(job));
                }
            }
        }
        return WebReply.json(200, document.put("next", more ? Cursor.of("jobs", before) : null));
    }

    private static Set<JobState> states(WebRequest request) {
        var states = EnumSet.noneOf(JobState.class);
        request.parameter("state").ifPresent(text -> {
            for (var each : text.split(",", -1)) {
                states.add(Options.named("state", each, JobState.values(), JobState::label));
            }
        });
        return states.isEmpty() ? EnumSet.allOf(JobState.class) : states;
    }

    private static ObjectNode line(JobRecord job) {
        var reason = job.reason();
        return Json.object()
                .put("jobId", job.handle())
                .put("name", job.draft().name())
                .put("workflow", job.draft().workflow())
                .put("status", job.state().label())
                .put("reason", reason == null ? null : reason.label())
                .put("priority", job.options().priority().label())
                .put("rows", job.total())
                .put("input", job.draft().input())
                .put("createdAt", Times.rfc3339(job.draft().createdAt()))
                .put("finishedAt", Times.rfc3339(job.finishedAt()));
    }

    /// `GET /v1/jobs/{job}/items`: in the order of the list.
    WebReply items(WebRequest request) {
        request.mustHaveOnly("state", "class", "limit", "cursor");
        var job = found.job(request);
        int limit = request.whole("limit", 1, MOST, USUAL);
        var list = "items." + job.id();
        long from = request.parameter("cursor").map(text -> Cursor.read(list, text)).orElse(0L);
        var lines = lines(job, choice(request), from, limit);
        var document = Json.document().put("jobId", job.handle());
        var array = document.putArray("items");
        lines.forEach(each -> array.add(each.document()));
        // results may have cut the page short: only an empty one is surely the last
        boolean more = !lines.isEmpty() && lines.getLast().item().position() + 1 < job.total();
        var next = more ? Cursor.of(list, lines.getLast().item().position() + 1) : null;
        return WebReply.json(200, document.put("next", next));
    }

    /// @param pending those that have not ended
    /// @param ended null for none of them
    private record Choice(boolean pending, @Nullable ItemFilter ended) {}

    private static Choice choice(WebRequest request) {
        var states = EnumSet.noneOf(ItemState.class);
        request.parameter("state").ifPresent(text -> {
            var stored = new ItemState[] {
                ItemState.PENDING, ItemState.DONE, ItemState.FAILED, ItemState.SKIPPED, ItemState.UNCERTAIN
            };
            for (var each : text.split(",", -1)) {
                states.add(Options.named("state", each, stored, ItemState::label));
            }
        });
        ErrorClass errorClass =
                request.parameter("class").map(text -> Options.errorClass("class", text)).orElse(null);
        if (errorClass != null && states.isEmpty()) {
            states.add(ItemState.FAILED);
        }
        boolean pending = states.remove(ItemState.PENDING);
        if (pending && (errorClass != null || !states.isEmpty())) {
            throw Problem.wrong("state", "pending goes with no other state and no class");
        }
        if (states.isEmpty()) {
            return new Choice(pending, null);
        }
        return new Choice(false, new ItemFilter(Set.copyOf(states), errorClass, null));
    }

    private List<ItemLine> lines(JobRecord job, Choice choice, long from, int limit) {
        var store = service.session().store();
        if (choice.pending) {
            var lines = new ArrayList<ItemLine>();
            store.pending(job.id(), from, limit).forEach(item -> lines.add(ItemLine.pending(item)));
            return lines;
        }
        if (choice.ended == null) {
            return ItemLine.page(store, job, from, limit);
        }
        List<EndedItem> ended = store.ended(job.id(), choice.ended, from, limit, BYTES);
        return ended.stream().map(each -> ItemLine.of(job, each)).toList();
    }
}
