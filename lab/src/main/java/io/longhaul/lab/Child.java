package io.longhaul.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// A process of our own: mostly a JVM with one of the lab's mains (same JDK, same class path, its stderr is ours).
///
/// A main of the lab ends by its stdin, so that none outlives a killed lab.
public final class Child implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final long startedNanos;

    private Child(ProcessBuilder builder) {
        try {
            this.startedNanos = System.nanoTime();
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + builder.command().getFirst(), e);
        }
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// @param options of the JVM, as `-Xmx256m`
    public static Child java(Class<?> main, List<String> options, List<String> arguments) {
        return new Child(builder(main, options, arguments).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /// As [#java], with that beside the environment of this process.
    public static Child java(
            Class<?> main, List<String> options, List<String> arguments, Map<String, String> environment) {
        var builder = builder(main, options, arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Child(builder);
    }

    /// Any program; where its output goes is the builder's business.
    public static Child of(ProcessBuilder builder) {
        return new Child(builder);
    }

    /// As [#java], without its stderr: for runs in which the JVM itself is talkative.
    public static Child quietly(Class<?> main, List<String> options, List<String> arguments) {
        return new Child(builder(main, options, arguments).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static ProcessBuilder builder(Class<?> main, List<String> options, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /// In a main of the lab: ends this process at once when whoever started it is gone.
    public static void endWithStdin() {
        Thread.ofPlatform().daemon().name("lab-stdin").start(() -> {
            try {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // the same as its end
            }
            Runtime.getRuntime().halt(1);
        });
    }

    /// [System#nanoTime] just before it was started.
    public long startedNanos() {
        return startedNanos;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// The rest of the first line of its stdout that begins so.
    ///
    /// @throws IllegalStateException if it ended without one
    public String awaitLine(String prefix) {
        try {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length()).strip();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a child's output cannot be read", e);
        }
        throw new IllegalStateException("a child of the lab ended without saying \"" + prefix
                + "\"; what it wrote to stderr stands above");
    }

    /// Its largest resident set so far in bytes; empty once it has ended, or where there is no `/proc`.
    public OptionalLong peakResident() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException ended) {
            return OptionalLong.empty();
        }
    }

    /// How many files it has open now; 0 once it has ended, or where there is no `/proc`.
    public long openFiles() {
        try (var files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    /// SIGKILL; returns when it is gone.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// SIGTERM.
    public void terminate() {
        process.destroy();
    }

    /// Sends it that signal, as `STOP` or `CONT`.
    public void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()));
        if (kill.start().waitFor() != 0) {
            throw new IllegalStateException("SIG" + name + " could not be sent: the process has ended");
        }
    }

    /// SIGTERM to all that it started.
    public void terminateWhatItStarted() {
        process.descendants().forEach(ProcessHandle::destroy);
    }

    /// @return its exit code
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /// Waits at most that long for its end.
    ///
    /// @return whether it has ended
    public boolean await(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            out.close();
        } catch (IOException brokenPipe) {
            process.destroyForcibly();
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
