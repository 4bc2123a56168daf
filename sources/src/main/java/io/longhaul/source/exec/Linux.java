package io.longhaul.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Linux tells about processes under `/proc`. Elsewhere there is none of it, and nothing is found.
final class Linux {

    private static final Path PROC = Path.of("/proc");

    static final boolean PRESENT = Files.isReadable(PROC.resolve("self/stat"));

    private static volatile @Nullable String boot;

    /// A process whose environment held the variable when its program was started.
    record Marked(long pid, String mark) {}

    private Linux() {}

    /// Another one after each start of the machine.
    static String boot() throws IOException {
        var known = boot;
        if (known == null) {
            known = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            boot = known;
        }
        return known;
    }

    /// Clock ticks from boot to the start of the process.
    static String startTicks(long pid) throws IOException {
        var stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
        // the second field, the program's name in brackets, may itself hold blanks and brackets
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return fields[19];
    }

    /// All processes we may look at whose `variable` begins with `prefix`. A process that cleared its
    /// environment is not among them.
    static List<Marked> marked(String variable, String prefix) {
        var found = new ArrayList<Marked>();
        if (!PRESENT) {
            return found;
        }
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var each : all) {
                long pid = Long.parseLong(each.getFileName().toString());
                for (var entry : environment(each)) {
                    if (entry.startsWith(variable + "=" + prefix)) {
                        found.add(new Marked(pid, entry.substring(variable.length() + 1)));
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return found; // without /proc there is only the process group
        }
        return found;
    }

    private static String[] environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8).split("\0", -1);
        } catch (IOException endedOrNotOurs) {
            return new String[0];
        }
    }
}
