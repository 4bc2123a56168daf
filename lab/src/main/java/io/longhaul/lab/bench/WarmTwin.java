package io.longhaul.lab.bench;

import io.longhaul.lab.twin.TwinProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// Asks a twin of Yahoo until its process is compiled: a provider's own start is no part of what is measured, and here
/// it would take the processors from the product.
final class WarmTwin {

    private static final int REQUESTS = 3_000;
    private static final int AT_ONCE = 30;

    private WarmTwin() {}

    static void yahoo(TwinProcess twins, LocalDate from) throws InterruptedException, IOException {
        var query = "?interval=1d&period1=" + from.atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                + "&period2=4102444800&events=div%7Csplit";
        var failed = new AtomicReference<Exception>();
        try (var client = HttpClient.newHttpClient(); var asking = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < REQUESTS; i++) {
                var url = URI.create(twins.base() + "/yahoo/v8/finance/chart/WARM" + i + query);
                asking.execute(() -> {
                    try {
                        int status = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
                                .statusCode();
                        if (status != 200) {
                            throw new IOException(url + " was answered with " + status + "; want 200");
                        }
                    } catch (IOException | InterruptedException e) {
                        failed.set(e);
                    }
                });
            }
        }
        if (failed.get() != null) {
            throw new IOException("the twin cannot be warmed", failed.get());
        }
    }
}
