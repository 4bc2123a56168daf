package io.longhaul.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The product in a process of its own, for tests.
public final class ProductCommand {

    private ProductCommand() {}

    /// The words before a command: the launcher that `./check` has just built, whose starts are cheap and are those of
    /// users; else the java command that it would have become.
    ///
    /// @param memory of the process, as `-Xmx256m`
    public static List<String> words(String memory) {
        var launcher = Path.of("..", "longhaul").toAbsolutePath().normalize();
        if ("1".equals(System.getenv("LONGHAUL_NO_BUILD")) && Files.isExecutable(launcher)) {
            return List.of("env", "LONGHAUL_JAVA_OPTS=" + memory, launcher.toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", memory, "-cp",
                System.getProperty("java.class.path"), Main.class.getName());
    }
}
