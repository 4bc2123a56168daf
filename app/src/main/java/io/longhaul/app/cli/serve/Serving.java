package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Signals;
import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.api.ApiServer;
import io.longhaul.app.api.ServerSettings;
import io.longhaul.app.api.Token;
import io.longhaul.app.log.ServiceLog;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.session.ServingSession;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service from its start to the signal that ends it.
record Serving(Wiring wiring, String host, int port, List<String> names, boolean allowExec) {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final long LOOK_MILLIS = 100;

    Serving {
        names = List.copyOf(names);
    }

    /// @return the exit code of the signal, or of a store that cannot be written any more
    int run(int mostJobs) throws InterruptedException {
        boolean terminal = wiring.streams().errTerminal();
        ServiceLog.start(wiring.err(), terminal, wiring.paint(terminal).on());
        try (var box = wiring.signals().take()) {
            var session = wiring.sessions().forServing(mostJobs);
            var ending = new Ending(session);
            try (session) {
                var home = wiring.home();
                var token = Token.of(home, wiring.environment().getOrDefault(Token.VARIABLE, ""));
                var ground = new ApiServer.Ground(
                        wiring.clocks(), home, wiring.workingDirectory(), wiring.environment());
                try (var server = ApiServer.start(session, ground, settings(home, token))) {
                    Answering.check(URI.create(local(server)), wiring.clocks().wall());
                    session.servedAt(names.isEmpty() ? local(server) : "https://" + names.getFirst());
                    tell(server, home, token);
                    new Unasked(wiring, session).resume();
                    var signal = untilTold(box, session);
                    if (signal == null) {
                        LOG.error(
                                "the store in {} cannot be written any more, and no job goes on; nothing stored is lost."
                                        + " Make room (longhaul doctor) and start the service again",
                                home);
                        return Exit.STORAGE;
                    }
                    LOG.info("ending on SIG{}: up to 10 s for calls in flight; a second one gives them up", signal);
                    ending.watch(box);
                    return signal.exit();
                }
            } finally {
                ending.over();
            }
        }
    }

    private ServerSettings settings(Path home, Token token) {
        return ServerSettings.local(home, token, port).at(host, names).withExec(allowExec);
    }

    private void tell(ApiServer server, Path home, Token token) {
        LOG.info("serving {}", local(server));
        LOG.info("store {}", home);
        prices();
        LOG.info("token in {}; send it as \"Authorization: Bearer TOKEN\"", token.place(home));
    }

    /// Who is asked for prices, or why nobody can be: known now, not when the first job stands still.
    private void prices() {
        try {
            var config = wiring.config(List.of());
            var settings = new FillWish(null, null, null, false).read(config, "ticker");
            Workflows.fillCache(settings, config);
            LOG.info("prices from {}", String.join(", then ", settings.providers()));
        } catch (CommandException | IllegalArgumentException cannot) {
            LOG.warn("prices cannot be cached: {}", cannot.getMessage());
        }
    }

    private String local(ApiServer server) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
    }

    /// Null once jobs cannot go on: a service that only takes orders would look as if it worked.
    private static Signals.@Nullable Kind untilTold(Signals.Box box, ServingSession session)
            throws InterruptedException {
        var never = new CountDownLatch(1);
        var signal = box.poll();
        while (signal == null && session.vitals().alive()) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            signal = box.poll();
        }
        return signal;
    }

    /// While everything ends: a second signal gives up what is in flight.
    private static final class Ending {
        private final ServingSession session;
        private final CountDownLatch over = new CountDownLatch(1);

        Ending(ServingSession session) {
            this.session = session;
        }

        void watch(Signals.Box box) {
            Thread.ofPlatform().daemon().name("longhaul-ending").start(() -> {
                try {
                    while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        if (box.poll() != null) {
                            session.abandon();
                        }
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        void over() {
            over.countDown();
        }
    }
}
