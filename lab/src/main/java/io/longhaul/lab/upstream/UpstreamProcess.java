package io.longhaul.lab.upstream;

import io.longhaul.lab.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An upstream in a process of its own, whose log outlives whoever calls it.
public final class UpstreamProcess implements AutoCloseable {

    private final Child child;
    private final URI base;
    private final Path log;

    private UpstreamProcess(Child child, Path log) {
        this.child = child;
        this.base = URI.create(child.awaitLine("listening "));
        this.log = log;
    }

    /// @param directory where its script and its log are kept
    /// @param script as [Script] reads it
    public static UpstreamProcess start(Path directory, String script) throws IOException {
        Script.parse(script);
        var file = directory.resolve("upstream.script");
        var log = directory.resolve("upstream.log");
        Files.writeString(file, script);
        return new UpstreamProcess(
                Child.java(UpstreamMain.class, List.of("-Xmx256m"), List.of(log.toString(), file.toString())), log);
    }

    public URI base() {
        return base;
    }

    public Path log() {
        return log;
    }

    @Override
    public void close() {
        child.close();
    }
}
