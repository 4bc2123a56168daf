package io.longhaul.lab.twin;

import io.longhaul.lab.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The twins in a process of their own, whose log outlives whoever calls them.
public final class TwinProcess implements AutoCloseable {

    private final Child child;
    private final URI base;
    private final Path log;

    private TwinProcess(Child child, Path log) {
        this.child = child;
        var first = Twins.variables(URI.create("")).keySet().iterator().next();
        var url = child.awaitLine(first + "=");
        this.base = URI.create(url.substring(0, url.lastIndexOf('/')));
        this.log = log;
    }

    /// @param directory where their script and their log are kept
    /// @param script orders for all, and after a line as `[eodhd]` for that one; see [Twins]
    public static TwinProcess start(Path directory, String script) throws IOException {
        return start(directory, script, Map.of());
    }

    /// @param environment beside that of this process, as another clock
    public static TwinProcess start(Path directory, String script, Map<String, String> environment)
            throws IOException {
        new TwinScripts(script);
        var file = directory.resolve("twins.script");
        var log = directory.resolve("twins.log");
        Files.writeString(file, script);
        var arguments = List.of("--script", file.toString(), "--log", log.toString());
        return new TwinProcess(Child.java(TwinMain.class, List.of("-Xmx256m"), arguments, environment), log);
    }

    public URI base() {
        return base;
    }

    /// The environment under which the product asks them.
    public Map<String, String> variables() {
        return Twins.variables(base);
    }

    /// As [io.longhaul.lab.upstream.LabLog] reads it; a call's source is the provider's name.
    public Path log() {
        return log;
    }

    @Override
    public void close() {
        child.close();
    }
}
