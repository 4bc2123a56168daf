package io.longhaul.lab.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// The machine a figure was measured on.
///
/// @param memory bytes
/// @param date when, UTC
public record Host(String cpu, int cores, long memory, String os, String java, Instant date) {

    public static Host here() {
        return new Host(
                line(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                installed(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version() + " " + System.getProperty("java.vendor"),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static long installed() {
        var kilobytes = line(Path.of("/proc/meminfo"), "MemTotal", "0").replaceAll("[^0-9]", "");
        return Long.parseLong(kilobytes) * 1024;
    }

    /// The value of a `name: value` line; where the system has no such file, what is known without it.
    private static String line(Path file, String name, String otherwise) {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException unreadable) {
            return otherwise;
        }
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("cpu", cpu);
        json.put("cores", cores);
        json.put("memory", memory);
        json.put("os", os);
        json.put("java", java);
        json.put("date", date.toString());
        return json;
    }

    String line() {
        return cpu + ", " + cores + " cores, " + (memory >> 30) + " GB, " + os + ", Java " + java + ", " + date;
    }
}
