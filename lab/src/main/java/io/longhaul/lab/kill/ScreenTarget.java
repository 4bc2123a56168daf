package io.longhaul.lab.kill;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Launcher;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.Fault;
import io.longhaul.lab.upstream.LogTail;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The real `longhaul screen` over a script that logs each of its runs. Odd lives repeat the command, even ones say
/// `resume`.
///
/// In each life that is to be killed one run of the script never ends: every kill leaves a child behind, which the next
/// life has to end.
final class ScreenTarget implements Target {

    private static final long POLL_NANOS = 5_000_000;
    private static final String LIFE = "LAB_LIFE";
    private static final String MOST = "LAB_MOST";
    /// By this variable whatever a life started is found again, independently of the engine's own mark.
    private static final String PLACE = "LAB_PLACE";

    private static final String SCRIPT = """
            #!/bin/sh
            # Logs a line before its work and one after it. In a life that is to be killed the first run of a row that
            # never hung before does not end, nor do those beyond LAB_MOST: the job cannot be done before the kill.
            log=$LAB_PLACE/calls.log
            echo "start $LAB_LIFE $1" >> "$log"
            first() { (set -C; : > "$LAB_PLACE/$1") 2> /dev/null; }
            if [ "$LAB_MOST" -gt 0 ]; then
                if [ ! -e "$LAB_PLACE/hung-$1" ] && first "life-$LAB_LIFE"; then
                    : > "$LAB_PLACE/hung-$1"
                    sleep 3600
                fi
                [ "$(grep -c "^start $LAB_LIFE " "$log")" -le "$LAB_MOST" ] || sleep 3600
            fi
            sleep 0.01
            echo "$1,answer to $1"
            echo "end $LAB_LIFE $1" >> "$log"
            """;

    private final KillPlan plan;
    private final Path directory;
    private final Path log;
    private final LogTail tail;
    private final List<Call> calls = new ArrayList<>();
    private int told;
    private long ends;

    ScreenTarget(KillPlan plan, Path directory) throws IOException {
        this.plan = plan;
        this.directory = directory.toRealPath();
        this.log = Files.createFile(directory.resolve("calls.log"));
        this.tail = new LogTail(log);
        var script = directory.resolve("screen.sh");
        Files.writeString(script, SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        var rows = IntStream.range(0, plan.items()).mapToObj(LabJob::key).toList();
        Files.writeString(directory.resolve("list.csv"), "ticker\n" + String.join("\n", rows) + "\n");
    }

    @Override
    public Child start(int life, Path home) throws IOException, InterruptedException {
        var builder = Launcher.longhaul(life % 2 == 1 ? command() : List.of("resume", "latest"))
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()));
        builder.environment().putAll(Map.of(
                "LONGHAUL_HOME", home.toString(),
                PLACE, directory.toString(),
                LIFE, Integer.toString(life),
                MOST, Integer.toString(life <= plan.kills() ? KillPlan.ROWS_A_KILL : 0)));
        var child = Child.of(builder);
        int before = calls.size();
        while (child.alive() && calls.size() == before) {
            TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            read();
        }
        if (!child.alive()) {
            mustHaveEnded(child.await());
        }
        return child;
    }

    private List<String> command() {
        return List.of(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--quiet",
                "--concurrency", Integer.toString(plan.concurrency()), "--timeout", "600");
    }

    private Path said() {
        return directory.resolve("said.txt");
    }

    /// Rows that were running at three kills in a row may have failed: 3. A life may be killed when all is done and
    /// written: the next one is told so, 5.
    @Override
    public void mustHaveEnded(int exit) {
        boolean done = exit == 5 && saidLast().contains(" of this command is complete: ");
        if (exit != 0 && exit != 3 && !done) {
            throw new IllegalStateException("a life ended by itself with exit code " + exit + ":\n" + saidLast());
        }
    }

    private String saidLast() {
        try {
            var text = Files.readString(said());
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void read() throws IOException {
        for (var line : tail.lines()) {
            var words = line.split(" ", -1);
            if (words[0].equals("end")) {
                ends++;
            } else {
                calls.add(new Call(
                        calls.size() + 1L, 0, Instant.EPOCH, "exec", words[2], words[1], "", "", true, 200,
                        Fault.NONE));
            }
        }
    }

    @Override
    public List<Call> news() throws IOException {
        read();
        var news = List.copyOf(calls.subList(told, calls.size()));
        told = calls.size();
        return news;
    }

    @Override
    public List<Call> calls() throws IOException {
        read();
        return List.copyOf(calls);
    }

    @Override
    public String question(StoredCall call) {
        return LabJob.key(call.position());
    }

    /// Right is a row that stands once in the output file, as the script wrote it.
    @Override
    public Outcomes outcomes(StoreView view) throws IOException {
        var lines = new HashMap<String, Integer>();
        Files.readAllLines(directory.resolve("out.csv")).forEach(line -> lines.merge(line, 1, Integer::sum));
        return Outcomes.of(view, ended -> lines.getOrDefault(right(ended), 0) == 1);
    }

    private static String right(EndedItem ended) {
        var key = ended.item().key();
        return key + ",answer to " + key;
    }

    @Override
    public List<Figure> figures() throws IOException {
        read();
        return List.of(
                Figure.atLeast(plan.kills(), "kill.hung", hung(), "runs"),
                Figure.atMost(0, "kill.left-running", survivors(), "processes"),
                Figure.of("kill.ended", ends, "calls"));
    }

    /// In how many lives a run hung when it was killed.
    private long hung() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("life-")).count();
        }
    }

    /// Processes that any life started and that are still there; unknown where there is no `/proc`.
    private double survivors() throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return Double.NaN;
        }
        long found = 0;
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : all) {
                found += ours(process) ? 1 : 0;
            }
        }
        return found;
    }

    private boolean ours(Path process) {
        try {
            var environment =
                    Files.readString(process.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0", -1)).contains(PLACE + "=" + directory);
        } catch (IOException endedOrNotOurs) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        tail.close();
    }
}
