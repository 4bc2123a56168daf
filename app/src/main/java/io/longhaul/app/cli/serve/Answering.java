package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Whether the service answers, asked as others will ask it, before it says that it serves. It is asked with the client
/// for upstreams, so that the first job need not wait until that is made.
final class Answering {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Answering() {}

    /// @throws CommandException exit 5 if nothing comes back
    static void check(URI base, HttpClient client) throws InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/healthz"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .build();
        try {
            client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException silent) {
            throw new CommandException(
                    Exit.CONFLICT, "nothing answers at " + base + " although the service listens there: " + silent,
                    silent);
        }
    }
}
