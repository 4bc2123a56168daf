package io.longhaul.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real Redis (Debian's `redis-server`) on a loopback port of its own, asked by a few lines of our own, so that what
/// a client library did is judged by something else. Nothing is kept on disk: after [#kill] and [#restart] it is empty.
public final class RedisProcess implements AutoCloseable {

    private static final int TRIES = 5;

    private final Path directory;
    private final List<String> options;
    private final int port;
    private Process process;
    private String password = "";

    private RedisProcess(Path directory, List<String> options, int port, Process process) {
        this.directory = directory;
        this.options = List.copyOf(options);
        this.port = port;
        this.process = process;
    }

    /// Before what takes minutes until it needs one.
    ///
    /// @throws UncheckedIOException if it is not installed
    public static void mustBeInstalled() {
        try {
            new ProcessBuilder("redis-server", "--version").start().destroy();
        } catch (IOException missing) {
            throw new UncheckedIOException("redis-server is missing; as root: apt-get install redis-server", missing);
        }
    }

    /// @param directory that it works in
    /// @param options further ones, as `--maxmemory`, `2mb`
    public static RedisProcess start(Path directory, String... options) {
        for (int tries = 1;; tries++) {
            int port = freePort();
            try {
                return new RedisProcess(directory, List.of(options), port, run(directory, List.of(options), port));
            } catch (IllegalStateException taken) {
                if (tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process run(Path directory, List<String> options, int port) {
        var words = new ArrayList<>(List.of(
                "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString(),
                "--save", "", "--appendonly", "no"));
        words.addAll(options);
        try {
            var builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().remove("LD_PRELOAD"); // a clock that is faked for us stops it before it begins
            var process = builder.start();
            var log = new StringBuilder();
            var reader = process.inputReader(StandardCharsets.UTF_8);
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                log.append(line).append('\n');
                if (line.contains("Ready to accept connections")) {
                    drain(process.getInputStream());
                    return process;
                }
            }
            throw new IllegalStateException("redis-server ended at once:\n" + log);
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server did not start; ./check installs it", e);
        }
    }

    private static void drain(InputStream rest) {
        Thread.ofVirtual().start(() -> {
            try (rest) {
                rest.transferTo(ByteArrayOutputStream.nullOutputStream());
            } catch (IOException ended) {
                // the same as its end
            }
        });
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Wants a password from now on.
    public void password(String secret) {
        ask("CONFIG", "SET", "requirepass", secret);
        password = secret;
    }

    /// SIGKILL; returns when it is gone.
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Under the same port, empty.
    public void restart() {
        kill();
        process = run(directory, options, port);
        password = "";
    }

    /// One command on a connection of its own: text, a number as [Long], a [List], or null.
    ///
    /// @throws IllegalStateException with Redis' own words for an error
    public @Nullable Object ask(String... words) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var in = new BufferedInputStream(socket.getInputStream());
            if (!password.isEmpty()) {
                send(socket, "AUTH", password);
                read(in);
            }
            send(socket, words);
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server at port " + port, e);
        }
    }

    public @Nullable String get(String key) {
        return (String) ask("GET", key);
    }

    /// How often each command was called since the statistics began, as `mset` to 3.
    public Map<String, Long> calls() {
        var calls = new TreeMap<String, Long>();
        String.valueOf(ask("INFO", "commandstats")).lines().filter(line -> line.startsWith("cmdstat_")).forEach(
                line -> calls.put(
                        line.substring("cmdstat_".length(), line.indexOf(':')),
                        Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1"))));
        return calls;
    }

    private static void send(Socket socket, String... words) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(bytes);
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        socket.getOutputStream().write(out.toByteArray());
    }

    private static @Nullable Object read(InputStream in) throws IOException {
        var line = line(in);
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.parseLong(rest);
            case '$' -> text(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            default -> throw new IllegalStateException(rest);
        };
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new IOException("hung up");
            }
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    private static @Nullable String text(InputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        var bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<@Nullable Object> list(InputStream in, int size) throws IOException {
        var list = new ArrayList<@Nullable Object>();
        for (int i = 0; i < size; i++) {
            list.add(read(in));
        }
        return list;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
