package io.longhaul.app.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How the service is to run.
///
/// @param host address to listen at
/// @param port 0 for any free one
/// @param names under which it may be asked besides those of this machine, as `jobs.example.com` or with `:port`
/// @param token who knows it may do everything
/// @param tokenPlace where a user finds the token, as shown
/// @param allowExec whether requests may name commands and files of this machine
public record ServerSettings(
        String host, int port, List<String> names, String token, String tokenPlace, boolean allowExec, Bounds bounds) {

    public ServerSettings {
        names = List.copyOf(names);
    }

    /// @param body bytes of a request, `header` likewise
    /// @param connections at a time
    /// @param requests answered at a time, `streams` of events besides; further ones are told to come back
    /// @param slowest a request's header, and then its body, must be there after this time
    /// @param idle a connection nothing happens on is closed
    public record Bounds(
            int body, int header, int connections, int requests, int streams, Duration slowest, Duration idle) {
        /// Requests and streams leave connections for who asks whether the service lives.
        public static final Bounds USUAL =
                new Bounds(1 << 20, 8 << 10, 1_000, 400, 500, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /// This machine alone, any port.
    public static ServerSettings local(String token) {
        return new ServerSettings("127.0.0.1", 0, List.of(), token, "the test", false, Bounds.USUAL);
    }

    public static ServerSettings local(Path home, Token token, int port) {
        return new ServerSettings(
                "127.0.0.1", port, List.of(), token.text(), token.place(home), false, Bounds.USUAL);
    }

    public ServerSettings withExec(boolean allowed) {
        return new ServerSettings(host, port, names, token, tokenPlace, allowed, bounds);
    }

    /// Through a proxy anybody may ask: they are not told where on this machine the token is.
    public ServerSettings at(String address, List<String> alsoNamed) {
        return new ServerSettings(
                address, port, alsoNamed, token, alsoNamed.isEmpty() ? tokenPlace : "whoever runs the service",
                allowExec, bounds);
    }

    public ServerSettings within(Bounds others) {
        return new ServerSettings(host, port, names, token, tokenPlace, allowExec, others);
    }
}
