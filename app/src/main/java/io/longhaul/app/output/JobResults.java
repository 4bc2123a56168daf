package io.longhaul.app.output;

import io.longhaul.engine.Columns;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.list.InputException;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.RawMerge;
import io.longhaul.io.result.Target;
import io.longhaul.workflow.screen.Screen;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes what a job has found so far, in input order; works at any moment, whoever runs the job.
public final class JobResults {

    private final StoreView store;
    private final JobRecord job;

    public JobResults(StoreView store, JobRecord job) {
        this.store = store;
        this.job = job;
    }

    /// How results are to be written.
    ///
    /// @param format as typed after `--format`; null leaves it to the file's extension
    /// @param inputColumns of the list, to stand before each result; `all` for all of them
    public record Form(@Nullable String format, List<String> inputColumns) {

        public static final Form PLAIN = new Form(null, List.of());

        public Form {
            inputColumns = List.copyOf(inputColumns);
        }

        /// As a job keeps it.
        public static Form of(JobRecord job) {
            var settings = job.draft().settings();
            var format = settings.getOrDefault("format", "");
            var columns = settings.getOrDefault("includeColumns", "");
            return new Form(format.isEmpty() ? null : format,
                    columns.isEmpty() ? List.of() : List.of(columns.split("\n", -1)));
        }
    }

    /// @param path a file, or `-` for `stdout`
    /// @return rows of items written
    /// @throws OutputException if it cannot be written as wanted
    public long write(String path, Form form, OutputStream stdout) throws IOException {
        var kind = job.draft().workflow().equals(Screen.NAME) ? ChildFormat.of(store, job.id()) : ChildFormat.TEXT;
        var format = table(path, form, kind);
        try (var target = Target.of(path, stdout)) {
            long rows = format == null ? raw(kind, target.out()) : table(kind, form, format, target.out());
            target.commit();
            return rows;
        }
    }

    /// Refuses early what could not be written in the end.
    public static void check(String path, Form form) {
        if (form.format() != null) {
            Formats.named(form.format());
        }
        wanted(path);
    }

    /// The format to make columns in; null to keep the command's bytes.
    private static @Nullable Format table(String path, Form form, ChildFormat kind) {
        var named = form.format();
        if (named != null) {
            return Formats.named(named);
        }
        var byExtension = wanted(path);
        boolean columns = !form.inputColumns().isEmpty();
        if (byExtension == null) {
            return columns ? Formats.named("csv") : null;
        }
        boolean agree = switch (byExtension.name()) {
            case "csv" -> kind != ChildFormat.JSON_LINES;
            case "jsonl" -> kind == ChildFormat.JSON_LINES;
            default -> false;
        };
        return agree && !columns ? null : byExtension;
    }

    /// What the extension stands for; null for one that stands for nothing, as `.txt`.
    private static @Nullable Format wanted(String path) {
        var file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        if (path.equals("-") || dot <= 0 || dot == file.length() - 1) {
            return null;
        }
        try {
            return Formats.named(file.substring(dot + 1).toLowerCase(Locale.ROOT));
        } catch (OutputException unknown) {
            if (String.valueOf(unknown.getMessage()).contains("not written yet")) {
                throw unknown;
            }
            return null;
        }
    }

    private long raw(ChildFormat kind, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out, 1 << 16);
        var merge = new RawMerge(buffered, kind == ChildFormat.CSV);
        var count = new long[1];
        Chunk.each(store, job.id(), chunk -> {
            try {
                merge.add(new ByteArrayInputStream(chunk.whole()));
                count[0]++;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        buffered.flush();
        return count[0];
    }

    private long table(ChildFormat kind, Form form, Format format, OutputStream out) {
        var table = new ChildTable(kind, job.draft().settings().getOrDefault("keyColumn", ""));
        Chunk.each(store, job.id(), table::learn);
        var places = places(form);
        var columns = new ArrayList<Columns.Column<Object>>();
        for (int place : places) {
            columns.add(new Columns.Column<>(
                    job.draft().columns().get(place), Columns.Type.TEXT, any -> null));
        }
        columns.addAll(table.columns());
        var count = new long[1];
        try (var writer = format.open(out, columns)) {
            Chunk.each(store, job.id(), chunk -> {
                table.cells(chunk, cells -> {
                    var row = new ArrayList<@Nullable String>(columns.size());
                    for (int place : places) {
                        row.add(chunk.item().item().cells().get(place));
                    }
                    row.addAll(cells);
                    writer.row(row);
                });
                count[0]++;
            });
        }
        return count[0];
    }

    private List<Integer> places(Form form) {
        var columns = job.draft().columns();
        var places = new ArrayList<Integer>();
        for (var name : form.inputColumns()) {
            if (name.equals("all") && !columns.contains("all")) {
                for (int at = 0; at < columns.size(); at++) {
                    places.add(at);
                }
            } else if (columns.contains(name)) {
                places.add(columns.indexOf(name));
            } else {
                throw new InputException(
                        job.draft().input(),
                        "no column \"" + name + "\" to include",
                        "There are " + String.join(", ", columns) + "; or say all.");
            }
        }
        return places;
    }
}
