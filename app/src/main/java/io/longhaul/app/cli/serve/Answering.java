package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport.Attempt;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.source.http.Connections;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/// Whether the service answers, asked as others will ask it, before it says that it serves. It is asked as upstreams
/// are, so that the first job need not wait until all that is loaded.
final class Answering {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Answering() {}

    /// @throws CommandException exit 5 if nothing comes back
    static void check(URI base, InstantSource clock) {
        var upstream = new HttpUpstream("longhaul serve", base, "longhaul serve");
        // of its own, and closed: the end of the service waits for connections that are kept
        try (var connections = Connections.open()) {
            var asked = new HttpTransport(upstream, connections, clock)
                    .send(Request.get("/healthz"), new Attempt(0, PATIENCE, ""));
            switch (asked) {
                case Delivery.Answered _ -> {
                    // whatever it says
                }
                case Delivery.NotSent(var _, var why) -> throw silent(base, why);
                case Delivery.Lost(var _, var why, var _) -> throw silent(base, why);
            }
        }
    }

    private static CommandException silent(URI base, String why) {
        return new CommandException(
                Exit.CONFLICT, "nothing answers at " + base + " although the service listens there: " + why);
    }
}
