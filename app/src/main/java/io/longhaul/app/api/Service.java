package io.longhaul.app.api;

import io.longhaul.app.config.Config;
import io.longhaul.app.session.ServingSession;
import io.longhaul.engine.run.Clocks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// What routes answer from.
///
/// @param home of the store
/// @param environment for wrapped commands
/// @param workingDirectory from which files that requests name count
public record Service(
        ServingSession session,
        Clocks clocks,
        Path home,
        Path workingDirectory,
        Map<String, String> environment,
        ServerSettings settings,
        Meters meters,
        Closing closing) {

    public Service {
        environment = Map.copyOf(environment);
    }

    /// The configuration as the service sees it.
    public Config config() {
        return config(List.of());
    }

    /// @param overrides `KEY=VALUE`, of a request
    public Config config(List<String> overrides) {
        var user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return Config.load(environment, workingDirectory, user, overrides);
    }

    /// What ends with the service.
    public static final class Closing {
        private final List<Runnable> actions = new CopyOnWriteArrayList<>();

        public void add(Runnable action) {
            actions.add(action);
        }

        void run() {
            actions.forEach(Runnable::run);
        }
    }
}
