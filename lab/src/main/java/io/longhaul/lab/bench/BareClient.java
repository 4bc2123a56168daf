package io.longhaul.lab.bench;

import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Attempt;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.source.http.Connections;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Asks a twin of Yahoo for tickers that nobody recorded, with the product's transport and nothing else of it.
///
/// @param symbols what their names begin with
record BareClient(TwinProcess twins, LocalDate from, String symbols) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Until the twin's process is compiled: a provider's own start is no part of what is measured, and here it would
    /// take the processors from the product.
    void warm() throws InterruptedException, IOException {
        seconds(3_000, 30);
    }

    /// How long that many requests take, so many at a time: what machine, twin and transport need by themselves.
    double seconds(int requests, int atOnce) throws InterruptedException, IOException {
        var failed = new AtomicReference<IOException>();
        var next = new AtomicInteger();
        var ended = new CountDownLatch(atOnce);
        var upstream = new HttpUpstream("bare", twins.base(), HttpUpstream.userAgent("lab", ""));
        long begun = System.nanoTime();
        try (var connections = Connections.open();
                var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            var transport = new HttpTransport(upstream, connections, InstantSource.system());
            for (int i = 0; i < atOnce; i++) {
                asking.execute(() -> {
                    for (int n = next.getAndIncrement(); n < requests && failed.get() == null; n =
                            next.getAndIncrement()) {
                        ask(transport, n, failed);
                    }
                    ended.countDown();
                });
            }
            ended.await();
            if (failed.get() != null) {
                throw failed.get();
            }
            return Runs.seconds(begun);
        }
    }

    private void ask(Transport transport, int number, AtomicReference<IOException> failed) {
        var path = "/yahoo/v8/finance/chart/" + symbols + number;
        var query = "?interval=1d&period1=" + from.atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                + "&period2=4102444800&events=div%7Csplit";
        var delivery = transport.send(Request.get(path + query), new Attempt(number, PATIENCE, ""));
        if (!(delivery instanceof Delivery.Answered(var reply)) || reply.status() != 200) {
            failed.set(new IOException("GET " + path + ": got " + delivery + "; want 200"));
        }
    }
}
