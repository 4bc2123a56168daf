package io.longhaul.lab.disk;

import io.longhaul.lab.LabJob;
import io.longhaul.lab.Launcher;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Runs the real `longhaul screen` with its store on a disk of six megabytes until that is full, tries to go on while
/// it still is, gives it room, and goes on.
///
/// The disk is a tmpfs in a mount namespace of its own, which on Linux takes no root; nothing of it stays.
final class FullDisk {

    private static final int ROWS = 300;
    private static final int CONCURRENCY = 4;
    private static final int ANSWER = 20_000;
    private static final String PLACE = "LAB_PLACE";
    /// In the log of calls: what stands before it was run until the disk was full.
    private static final String FULL = "full";

    private static final String SCRIPT = """
            #!/bin/sh
            echo "start $1" >> "$LAB_PLACE/calls.log"
            echo "$1,$(head -c %d /dev/zero | tr '\\0' x)"
            echo "end $1" >> "$LAB_PLACE/calls.log"
            """.formatted(ANSWER);

    /// Its arguments are the words that start longhaul.
    private static final String STEPS = """
            mount -t tmpfs -o size=6m longhaul-lab "$LAB_PLACE/disk" || exit 97
            step() { name=$1; shift; "$@" > "$LAB_PLACE/$name.txt" 2>&1; echo "$name $?" >> "$LAB_PLACE/exits"; }
            step screen "$@" screen list.csv --exec './screen.sh {ticker}' -o out.csv --concurrency %d
            step export "$@" export latest -o stored.csv
            echo full >> "$LAB_PLACE/calls.log"
            step still-full "$@" resume latest
            mount -o remount,size=64m "$LAB_PLACE/disk" || exit 97
            step resume "$@" resume latest
            """.formatted(CONCURRENCY);

    private FullDisk() {}

    /// @throws IllegalStateException where no file system can be mounted, not even in a namespace of one's own
    static List<Figure> run() throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-disk-")) {
            var place = Files.createDirectories(scratch.path("place")).toRealPath();
            Files.createDirectory(place.resolve("disk"));
            var script = Files.writeString(place.resolve("screen.sh"), SCRIPT);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            var rows = IntStream.range(0, ROWS).mapToObj(LabJob::key).toList();
            Files.writeString(place.resolve("list.csv"), "ticker\n" + String.join("\n", rows) + "\n");
            perform(place);
            return figures(place, rows);
        }
    }

    private static void perform(Path place) throws IOException, InterruptedException {
        var longhaul = Launcher.longhaul(List.of());
        var command =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", STEPS, "lab"));
        command.addAll(longhaul.command());
        var said = place.resolve("said.txt");
        var builder = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(longhaul.environment());
        builder.environment().putAll(Map.of(PLACE, place.toString(), "LONGHAUL_HOME", place + "/disk/home"));
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("no file system could be mounted in a namespace (exit code " + exit
                    + "); want Linux that lets this user run `unshare --user --map-root-user --mount`. It said: "
                    + Files.readString(said).strip());
        }
    }

    private static List<Figure> figures(Path place, List<String> rows) throws IOException {
        var exits = exits(place);
        var log = Files.readAllLines(place.resolve("calls.log"));
        int full = log.indexOf(FULL);
        var before = log.subList(0, full);
        var after = log.subList(full + 1, log.size());
        var stored = keys(place.resolve("stored.csv"));
        var again = new HashSet<>(of("start", after));
        again.retainAll(new HashSet<>(of("start", before)));
        var results = Files.readAllLines(place.resolve("out.csv"));
        var expected = rows.stream().map(key -> key + "," + "x".repeat(ANSWER)).toList();
        // lines are folded at the width of a terminal
        var said = Files.readString(place.resolve("screen.txt")).replaceAll("\\s+", " ");
        return List.of(
                exit(10, "disk.exit-when-full", exits, "screen"),
                Figure.atLeast(1, "disk.said-what-to-do", said.contains("no space left for ") ? 1 : 0, ""),
                Figure.atMost(0, "disk.said-finished", said.contains("Finished") ? 1 : 0, ""),
                exit(10, "disk.exit-while-still-full", exits, "still-full"),
                exit(0, "disk.exit-with-room-again", exits, "resume"),
                Figure.atLeast(10, "disk.stored-when-full", stored.size(), "rows"),
                Figure.atMost(0, "disk.answered-not-kept", of("end", before).size() - stored.size(), "rows"),
                Figure.atMost(0, "disk.lost-or-wrong", results.equals(expected) ? 0 : 1, "files"),
                Figure.atMost(
                        0, "disk.stored-run-again", of("start", after).stream().filter(stored::contains).count(),
                        "rows"),
                Figure.atMost(2 * CONCURRENCY, "disk.run-again", again.size(), "rows"));
    }

    private static Figure exit(int want, String name, Map<String, Integer> exits, String step) {
        int got = exits.getOrDefault(step, -1);
        return new Figure(name, got, "", new Figure.Exactly(want));
    }

    private static Map<String, Integer> exits(Path place) throws IOException {
        var exits = new HashMap<String, Integer>();
        for (var line : Files.readAllLines(place.resolve("exits"))) {
            var words = line.split(" ", -1);
            exits.put(words[0], Integer.parseInt(words[1]));
        }
        return exits;
    }

    private static List<String> of(String word, List<String> log) {
        return log.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .toList();
    }

    private static Set<String> keys(Path csv) throws IOException {
        return Files.readAllLines(csv).stream()
                .filter(line -> line.contains(",x"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .collect(Collectors.toSet());
    }
}
