package io.longhaul.app.notice;

import io.longhaul.app.view.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One notice on its way to one target.
///
/// @param index of the target among those of the notice
/// @param next when it is tried next; null if it is not any more
record Delivery(Notice notice, int index, Target target, List<Try> tries, State state, @Nullable Instant next) {

    enum State {
        WAITING,
        DELIVERED,
        /// The receiver said that it wants none any more.
        STOPPED,
        GIVEN_UP;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param said what came of it: `204`, `no answer in 15 s`
    record Try(Instant at, String said) {}

    Delivery {
        tries = List.copyOf(tries);
    }

    static Delivery of(Notice notice, int index, Target target) {
        return new Delivery(notice, index, target, List.of(), State.WAITING, notice.at());
    }

    /// Those of a job in the order of its notices.
    static String prefix(long job) {
        return "%019d/".formatted(job);
    }

    static String key(long job, int number, int index) {
        return prefix(job) + "%09d/%02d".formatted(number, index);
    }

    String key() {
        return key(notice.job(), notice.number(), index);
    }

    /// After one more attempt.
    Delivery tried(Instant at, Attempted came) {
        var all = new ArrayList<>(tries);
        all.add(new Try(at, came.said()));
        return switch (came) {
            case Attempted.Taken _ -> ended(all, State.DELIVERED);
            case Attempted.Gone _ -> ended(all, State.STOPPED);
            case Attempted.Failed _ -> {
                var again = Redelivery.next(at, all.size(), notice.id() + index);
                yield again.isEmpty()
                        ? ended(all, State.GIVEN_UP)
                        : new Delivery(notice, index, target, all, State.WAITING, again.get());
            }
        };
    }

    private Delivery ended(List<Try> all, State how) {
        return new Delivery(notice.brief(), index, target, all, how, null);
    }

    /// It is not sent: the target said so before.
    Delivery stopped(Instant at) {
        return tried(at, new Attempted.Gone("not sent: it answered 410 before"));
    }

    byte[] bytes() {
        var document = Json.document()
                .put("id", notice.id())
                .put("job", notice.job())
                .put("number", notice.number())
                .put("what", notice.what())
                .put("at", notice.at().toString())
                .put("jobMade", notice.jobMade().toString())
                .put("body", notice.body())
                .put("subject", notice.subject())
                .put("text", notice.text())
                .put("index", index)
                .put("target", target.text())
                .put("state", state.name())
                .put("next", next == null ? null : next.toString());
        var made = document.putArray("tries");
        tries.forEach(each -> made.addObject().put("at", each.at.toString()).put("said", each.said));
        return Json.text(document).getBytes(StandardCharsets.UTF_8);
    }

    static Delivery read(byte[] bytes) {
        var document = Json.read(new String(bytes, StandardCharsets.UTF_8));
        var tries = new ArrayList<Try>();
        document.get("tries").forEach(each -> tries.add(new Try(at(each, "at"), text(each, "said"))));
        var notice = new Notice(
                text(document, "id"), document.get("job").longValue(), document.get("number").intValue(),
                text(document, "what"), at(document, "at"), at(document, "jobMade"), text(document, "body"),
                text(document, "subject"), text(document, "text"));
        return new Delivery(
                notice, document.get("index").intValue(), Target.of(text(document, "target")), tries,
                State.valueOf(text(document, "state")), document.get("next").isNull() ? null : at(document, "next"));
    }

    private static String text(JsonNode document, String name) {
        return document.get(name).stringValue();
    }

    private static Instant at(JsonNode document, String name) {
        return Instant.parse(text(document, name));
    }
}
