package io.longhaul.lab.fault;

import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.store.sqlite.Doctor;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// `longhaul screen` over a script that logs each of its runs. What the product writes stands below `disk`.
final class Screened implements AutoCloseable {

    static final int CONCURRENCY = 4;

    private static final String SCRIPT = """
            #!/bin/sh
            echo "$1" >> "$LAB_PLACE/calls.log"
            echo "$1,answer to $1"
            """;

    private final Scratch scratch;
    private final Path place;
    private final List<String> rows;

    private Screened(Scratch scratch, int rows) throws IOException {
        this.scratch = scratch;
        this.place = Files.createDirectories(scratch.path("place")).toRealPath();
        this.rows = IntStream.range(0, rows).mapToObj(LabJob::key).toList();
        Files.createDirectory(disk());
        Files.createFile(log());
        var script = Files.writeString(place.resolve("screen.sh"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(place.resolve("list.csv"), "ticker\n" + String.join("\n", this.rows) + "\n");
    }

    static Screened make(String name, int rows) throws IOException {
        return new Screened(Scratch.make("longhaul-" + name + "-"), rows);
    }

    Path place() {
        return place;
    }

    Path disk() {
        return place.resolve("disk");
    }

    Path home() {
        return disk().resolve("home");
    }

    private Path log() {
        return place.resolve("calls.log");
    }

    private Path said() {
        return place.resolve("said.txt");
    }

    /// Starts the line, or repeats it.
    ///
    /// @param classes that go before the product's own; empty for none
    /// @param before words that become the command
    Child start(String classes, List<String> before, Map<String, String> environment) {
        var command = new ArrayList<>(before);
        command.addAll(Product.command(
                classes,
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "disk/out.csv", "--quiet",
                "--concurrency", Integer.toString(CONCURRENCY)));
        var all = new HashMap<>(environment);
        all.put("LAB_PLACE", place.toString());
        return Product.start(command, place, home(), said(), all);
    }

    Child start() {
        return start("", List.of(), Map.of());
    }

    /// Another command over the same store, to its end.
    ///
    /// @return its exit code
    int run(String... words) throws InterruptedException {
        var environment = Map.of("LAB_PLACE", place.toString());
        try (var child = Product.start(Product.command("", words), place, home(), said(), environment)) {
            return child.await();
        }
    }

    /// What the latest start said.
    String saidLast() throws IOException {
        return Files.readString(said());
    }

    /// The keys of all runs of the script so far.
    List<String> runs() throws IOException {
        return Files.readAllLines(log());
    }

    /// Keys of rows that another process sees as done; none where there is no job.
    static Set<String> done(StoreView view) {
        var done = new HashSet<String>();
        view.job("latest").ifPresent(job -> {
            var page = view.ended(job.id(), ItemFilter.in(ItemState.DONE), 0, 1_000);
            while (!page.isEmpty()) {
                page.forEach(ended -> done.add(ended.item().key()));
                page = view.ended(
                        job.id(), ItemFilter.in(ItemState.DONE), page.getLast().item().position() + 1, 1_000);
            }
        });
        return done;
    }

    /// As [#done], of the store as it stands; none where there is no store.
    Set<String> done() {
        if (!Files.exists(home().resolve("longhaul.db"))) {
            return Set.of();
        }
        try (var view = SqliteStore.beside(home())) {
            return done(view);
        }
    }

    /// How often the most tried row of the job was tried, 0 if none was yet; empty if there is no job.
    OptionalInt tries() {
        if (!Files.exists(home().resolve("longhaul.db"))) {
            return OptionalInt.empty();
        }
        try (var view = SqliteStore.beside(home())) {
            var job = view.job("latest");
            return job.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(view.callsOfJob(job.get().id(), 0, Integer.MAX_VALUE).stream()
                            .mapToInt(StoredCall::attempt)
                            .max()
                            .orElse(0));
        }
    }

    /// Findings of the doctor.
    List<String> unsound() throws IOException {
        return Doctor.check(home(), InstantSource.system()).stream()
                .filter(finding -> !finding.ok())
                .map(finding -> finding.name() + ": " + finding.detail())
                .toList();
    }

    /// Whether the output file is what an undisturbed run writes.
    boolean right() throws IOException {
        var out = disk().resolve("out.csv");
        return Files.exists(out)
                && Files.readAllLines(out).equals(rows.stream().map(key -> key + ",answer to " + key).toList());
    }

    @Override
    public void close() {
        scratch.close();
    }
}
