package io.longhaul.lab;

import io.longhaul.app.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `longhaul` command as people start it.
public final class Launcher {

    private static final String NO_BUILD = "LONGHAUL_NO_BUILD";

    private Launcher() {}

    /// The words before a command: the launcher this program came from, which becomes java under the same process id; in
    /// tests the one that `./check` has just built; else the java command that it would have become.
    public static ProcessBuilder longhaul(List<String> arguments) {
        var words = new ArrayList<String>();
        var root = root();
        if (root != null && Files.isExecutable(root.resolve("longhaul"))) {
            words.add(root.resolve("longhaul").toAbsolutePath().normalize().toString());
        } else {
            words.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
        }
        words.addAll(arguments);
        var builder = new ProcessBuilder(words);
        builder.environment().put(NO_BUILD, "1"); // what is under test does not change meanwhile
        return builder;
    }

    private static @Nullable Path root() {
        boolean built = "1".equals(System.getenv(NO_BUILD));
        var root = System.getProperty("longhaul.root", built ? ".." : null);
        return root == null ? null : Path.of(root);
    }
}
