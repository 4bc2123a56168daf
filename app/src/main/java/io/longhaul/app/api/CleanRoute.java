package io.longhaul.app.api;

import io.longhaul.app.view.Json;
import io.longhaul.app.view.Times;
import java.time.Duration;
import java.util.Set;

/// `POST /v1/clean`: removes ended jobs of old. Says what would go unless the request confirms it; stored answers, paid
/// ones among them, go only if it names them.
final class CleanRoute {

    private static final int DAYS = 30;
    private static final int MOST_DAYS = 36_500;

    private final Service service;

    private CleanRoute(Service service) {
        this.service = service;
    }

    static Route of(Service service) {
        return Route.post("/v1/clean", "clean", new CleanRoute(service)::clean);
    }

    private WebReply clean(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        fields.mustHaveOnly(Set.of("olderDays", "answers", "confirm"));
        int days = fields.whole("olderDays", 0, MOST_DAYS).orElse(DAYS);
        boolean answers = fields.flag("answers");
        boolean confirmed = fields.flag("confirm");
        var before = service.clocks().wall().instant().minus(Duration.ofDays(days));
        var cleaned = confirmed
                ? service.session().clean(before, answers)
                : service.session().store().cleanable(before, answers);
        return WebReply.json(
                200,
                Json.document()
                        .put("removed", confirmed)
                        .put("endedBefore", Times.rfc3339(before))
                        .put("jobs", cleaned.jobs())
                        .put("rows", cleaned.items())
                        .put("answers", cleaned.answers())
                        .put("bytes", cleaned.bytes()));
    }
}
