package io.longhaul.app.api;

import io.longhaul.app.view.Json;
import io.longhaul.engine.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// How the service itself does, and what it can do.
final class HouseRoutes {

    private static final String DOCUMENT = "openapi.json";
    private static final long READY_NANOS = 1_000_000_000L;

    private final Service service;
    private boolean writable;
    private boolean looked;
    private long lookedAt;

    private HouseRoutes(Service service) {
        this.service = service;
    }

    static List<Route> of(Service service) {
        var house = new HouseRoutes(service);
        var document = openApi();
        return List.of(
                Route.get("/healthz", "health", any -> WebReply.json(200, Json.object().put("status", "ok")))
                        .withoutToken(),
                Route.get("/readyz", "ready", any -> house.ready()).withoutToken(),
                Route.get("/metrics", "metrics", any -> house.metrics()),
                Route.get("/openapi.json", "openApi", any -> WebReply.bytes(200, WebReply.JSON, document)));
    }

    private static byte[] openApi() {
        try (var in = HouseRoutes.class.getResourceAsStream(DOCUMENT)) {
            return Objects.requireNonNull(in, DOCUMENT).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asked without a token, so that it writes at most once a second, however often it is asked.
    private synchronized boolean writable() {
        long now = service.clocks().nanos().getAsLong();
        if (!looked || now - lookedAt > READY_NANOS) {
            looked = true;
            lookedAt = now;
            try {
                service.session().mustBeWritable();
                writable = true;
            } catch (StoreException cannot) {
                writable = false;
            }
        }
        return writable;
    }

    private WebReply ready() {
        var vitals = service.session().vitals();
        boolean driver = vitals.alive();
        boolean store = writable();
        return WebReply.json(
                driver && store ? 200 : 503,
                Json.object()
                        .put("status", driver && store ? "ready" : "not ready")
                        .put("store", store ? "writable" : "not writable")
                        .put("engine", driver ? "running" : "stopped")
                        .put("defects", vitals.defects()));
    }

    private WebReply metrics() {
        return WebReply.bytes(
                200, "text/plain; version=0.0.4; charset=utf-8",
                service.meters().text().getBytes(StandardCharsets.UTF_8));
    }
}
