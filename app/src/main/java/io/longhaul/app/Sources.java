package io.longhaul.app;

import io.longhaul.engine.Source;
import io.longhaul.engine.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The upstreams that can be asked, with what carries their requests: a line each.
final class Sources {

    /// @param prefix of the names of its sources
    private record Upstream(String prefix, Carrier carrier) {}

    @FunctionalInterface
    private interface Carrier {
        Transport transport(Map<String, String> settings, Workflows.Ground ground);
    }

    private static final List<Upstream> ALL = List.of( //
            new Upstream("exec", Sources::exec));

    private Sources() {}

    /// @param settings of the job
    static Transport transport(Source<?, ?> source, Map<String, String> settings, Workflows.Ground ground) {
        var name = source.spec().name();
        for (var upstream : ALL) {
            if (name.equals(upstream.prefix()) || name.startsWith(upstream.prefix() + ".")) {
                return upstream.carrier().transport(settings, ground);
            }
        }
        throw new IllegalStateException("source " + name + " has no line in Sources");
    }

    /// Wrapped commands.
    private static Transport exec(Map<String, String> settings, Workflows.Ground ground) {
        var place = new io.longhaul.source.exec.ExecPlace(
                Path.of(settings.getOrDefault("cwd", ".")),
                Workflows.environment(settings, ground.environment()),
                Workflows.children(ground.home()));
        return new io.longhaul.source.exec.ExecTransport(place, ground.clock());
    }
}
