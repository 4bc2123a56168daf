package io.longhaul.lab.fault;

import io.longhaul.app.Main;
import io.longhaul.lab.Child;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The product as a java command: what stands between a shell and java would meet the fault, too.
final class Product {

    private Product() {}

    /// @param classes that go before the product's own; empty for none
    /// @param words behind `longhaul`
    static List<String> command(String classes, String... words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                (classes.isEmpty() ? "" : classes + File.pathSeparator) + System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        return command;
    }

    /// @param said where both its outputs go
    static Child start(List<String> command, Path directory, Path home, Path said, Map<String, String> environment) {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LONGHAUL_HOME", home.toString());
        return Child.of(builder);
    }
}
