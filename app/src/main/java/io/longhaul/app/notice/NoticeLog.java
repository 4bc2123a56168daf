package io.longhaul.app.notice;

import io.longhaul.app.notice.Delivery.State;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Labelled;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// What became of a job's notices, for `explain`.
public final class NoticeLog {

    /// Newest that are shown to people.
    private static final int SHOWN = 5;

    private final List<Delivery> all;

    private NoticeLog(List<Delivery> all) {
        this.all = List.copyOf(all);
    }

    public static NoticeLog of(StoreView store, long job) {
        return new NoticeLog(Outbox.of(store, job));
    }

    /// Whether a job that stopped running is still to be told of, or nobody tried to yet.
    public static boolean pending(StoreView store, JobRecord job) {
        return Notices.wanted(job) && Kind.of(job).isPresent()
                && (!Outbox.told(store, job.id()).state().equals(Kind.standing(job))
                        || Outbox.of(store, job.id()).stream().anyMatch(each -> each.tries().isEmpty()));
    }

    /// `Notice   completed to https://hooks.example.com/…: delivered 12:41`, newest last.
    public List<String> lines(Times times, int width) {
        var lines = new Labelled(width);
        all.stream().skip(Math.max(0, all.size() - SHOWN)).forEach(each -> lines.add("Notice", line(each, times)));
        return lines.lines();
    }

    /// Those that were not taken at the first attempt.
    public List<String> undelivered(Times times, int width) {
        var lines = new Labelled(width);
        all.stream()
                .filter(each -> each.state() == State.WAITING)
                .forEach(each -> lines.add("Notice", line(each, times) + " if longhaul runs then"));
        return lines.lines();
    }

    private static String line(Delivery delivery, Times times) {
        var head = delivery.notice().what() + " to " + delivery.target().shown() + ": ";
        if (delivery.tries().isEmpty()) {
            return head + "not sent yet";
        }
        var last = delivery.tries().getLast();
        var attempts = delivery.tries().size() > 1 ? ", " + delivery.tries().size() + " attempts" : "";
        return head + switch (delivery.state()) {
            case DELIVERED -> "delivered " + times.brief(last.at()) + attempts;
            case STOPPED -> "the receiver wants none (" + last.said() + ")";
            case GIVEN_UP -> "given up " + times.brief(last.at()) + attempts + ": " + last.said();
            case WAITING -> "not taken " + times.brief(last.at()) + attempts + ": " + last.said() + "; again "
                    + (delivery.next() == null ? "" : times.brief(delivery.next()));
        };
    }

    public ArrayNode document() {
        var array = Json.array();
        for (var each : all) {
            var one = array.addObject()
                    .put("id", each.notice().id())
                    .put("what", each.notice().what())
                    .put("at", Times.rfc3339(each.notice().at()))
                    .put("target", Text.visible(each.target().shown()))
                    .put("state", each.state().label())
                    .put("next", Times.rfc3339(each.next()));
            var tries = one.putArray("attempts");
            each.tries()
                    .forEach(made -> tries.addObject().put("at", Times.rfc3339(made.at())).put("said", made.said()));
        }
        return array;
    }
}
