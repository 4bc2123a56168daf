package io.longhaul.lab;

import io.longhaul.app.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The `longhaul` command as people start it.
public final class Launcher {

    private Launcher() {}

    /// The words before a command: the launcher this program came from, which becomes java under the same process id;
    /// else (in tests) the java command that it would have become.
    public static ProcessBuilder longhaul(List<String> arguments) {
        var words = new ArrayList<String>();
        var launcher = Path.of(System.getProperty("longhaul.root", ""), "longhaul");
        if (System.getProperty("longhaul.root") != null && Files.isExecutable(launcher)) {
            words.add(launcher.toString());
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
        builder.environment().put("LONGHAUL_NO_BUILD", "1"); // what is under test does not change meanwhile
        return builder;
    }
}
