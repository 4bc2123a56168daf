package io.longhaul.lab.fillcache;

import io.longhaul.app.Main;
import io.longhaul.app.Signals;
import io.longhaul.app.Streams;
import io.longhaul.app.Wiring;
import io.longhaul.engine.run.Clocks;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The command line in this process, in a directory, with a home below it.
final class Product {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    /// @param addresses of the providers' twins
    Product(Path directory, Map<String, String> addresses) {
        this.directory = directory;
        environment.putAll(addresses);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("LONGHAUL_HOME", directory.resolve("home").toString());
    }

    Product with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// How a command ended.
    record Ended(int exit, String out, String err) {}

    Ended run(String... line) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var streams = Streams.of(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int exit = Main.run(new Wiring(streams, environment, directory, Clocks.system(), Signals.none()), line);
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
