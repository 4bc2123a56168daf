package io.longhaul.app.api;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.session.ServingSession;
import io.longhaul.engine.run.Clocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP service over a store that this process owns.
public final class ApiServer implements AutoCloseable {

    private static final int THREADS = 16;

    private final Server server;
    private final Routes routes;
    private final Service service;
    private final int port;

    /// Around the service.
    ///
    /// @param home of the store
    /// @param workingDirectory from which files that requests name count
    /// @param environment for wrapped commands
    public record Ground(Clocks clocks, Path home, Path workingDirectory, Map<String, String> environment) {}

    private ApiServer(Server server, Routes routes, Service service, int port) {
        this.server = server;
        this.routes = routes;
        this.service = service;
        this.port = port;
    }

    /// Listens from now on.
    ///
    /// @throws CommandException exit 5 if the port is taken
    public static ApiServer start(ServingSession session, Ground ground, ServerSettings settings) {
        var service = new Service(
                session, ground.clocks, ground.home, ground.workingDirectory, ground.environment, settings,
                new Meters(session, ground.clocks), new Service.Closing());
        var routes = Routes.of(service);
        var threads = new QueuedThreadPool(THREADS);
        threads.setName("longhaul-http");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        var server = new Server(threads);
        var connector = connector(server, settings);
        server.addConnector(connector);
        server.setErrorHandler(new ErrorDocuments());
        server.setStopTimeout(Router.patienceMillis());
        connector.addBean(new NetworkConnectionLimit(settings.bounds().connections(), connector));
        connector.addBean(new SlowRequests(
                connector.getScheduler(), ground.clocks, settings.bounds().slowest()));
        try {
            connector.open();
            // the port is known only now, and the guard wants it
            server.setHandler(new Router(service, routes, new Guard(settings, connector.getLocalPort())));
            server.start();
        } catch (IOException taken) {
            throw new CommandException(
                    Exit.CONFLICT,
                    "cannot listen at " + settings.host() + ":" + settings.port() + ": " + taken.getMessage()
                            + ". Choose another with --port, or end who listens there.",
                    taken);
        } catch (Exception failed) {
            throw new IllegalStateException("the service did not start", failed);
        }
        return new ApiServer(server, routes, service, connector.getLocalPort());
    }

    private static ServerConnector connector(Server server, ServerSettings settings) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(settings.bounds().header());
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setIdleTimeout(settings.bounds().idle().toMillis());
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.bounds().idle().toMillis());
        return connector;
    }

    public int port() {
        return port;
    }

    public Routes routes() {
        return routes;
    }

    /// Takes no more requests; gives those under way a moment.
    @Override
    public void close() {
        service.closing().run();
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("the service did not stop in order", failed);
        }
    }
}
