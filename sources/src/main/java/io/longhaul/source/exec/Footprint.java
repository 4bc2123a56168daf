package io.longhaul.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The memory that a process and the commands it runs hold at a moment, in bytes.
///
/// @param own resident set of the process; where the system does not tell it, the heap in use of this one
/// @param commands sum of the resident sets of all processes in the commands' process groups; 0 where unknown
public record Footprint(long own, long commands) {

    private static final Path PROC = Path.of("/proc");
    private static final int GROUP = 2;

    /// @param pid of the process that runs the commands
    /// @param directory of its [ExecPlace]
    public static Footprint of(long pid, Path directory) {
        if (!Linux.PRESENT) {
            var runtime = Runtime.getRuntime();
            return new Footprint(runtime.totalMemory() - runtime.freeMemory(), 0);
        }
        return new Footprint(resident(PROC.resolve(Long.toString(pid))), commands(leaders(directory.resolve("pids"))));
    }

    /// Each command leads a process group of its own.
    private static Set<String> leaders(Path register) {
        var leaders = new HashSet<String>();
        try (var all = Files.newDirectoryStream(register, "[0-9]*")) {
            all.forEach(each -> leaders.add(String.valueOf(each.getFileName())));
        } catch (IOException | DirectoryIteratorException noneYet) {
            return leaders;
        }
        return leaders;
    }

    private static long commands(Set<String> leaders) {
        long sum = 0;
        if (leaders.isEmpty()) {
            return sum;
        }
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var each : all) {
                if (leaders.contains(group(each))) {
                    sum += resident(each);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return sum;
        }
        return sum;
    }

    private static String group(Path process) {
        var stat = read(process.resolve("stat"));
        // the program's name in brackets may itself hold blanks and brackets
        int name = stat.lastIndexOf(')');
        var fields = name < 0 ? new String[0] : stat.substring(name + 2).split(" ", GROUP + 2);
        return fields.length > GROUP ? fields[GROUP] : "";
    }

    private static long resident(Path process) {
        return read(process.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }
}
