package io.longhaul.app;

import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.InputList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What makes two jobs the same work, wherever they are made: all that changes answers. Of a wrapped command that is
/// also where it runs, and its [CommandFiles].
///
/// @param parts what of its settings changes the workflow's answers
/// @param command null for a workflow that runs none
/// @param columns of the list, and `list` the digest of its rows
public record Identity(
        String workflow, int version, List<String> parts, @Nullable Command command, List<String> columns,
        String list) {

    public Identity {
        parts = List.copyOf(parts);
        columns = List.copyOf(columns);
    }

    /// A wrapped command: where it runs, and what it is made of now.
    public record Command(Path directory, CommandFiles files) {}

    /// How a stored job stands to what is asked for.
    public enum Likeness {
        SAME,
        /// The same words in the same folder, but a file of the command has another content.
        CHANGED,
        OTHER
    }

    public static Identity of(
            String workflow, int version, List<String> parts, @Nullable Command command, InputList rows) {
        return new Identity(
                workflow, version, parts, command, rows.columns(),
                rows.summary().digest().toString());
    }

    /// Of a job that is made now.
    public String text() {
        return command == null ? older() : text(command.files());
    }

    private String text(CommandFiles files) {
        var place = command == null ? "" : command.directory().toString();
        var all = new ArrayList<>(parts);
        all.add("in " + place);
        all.add(files.digest().toString());
        return text(all);
    }

    /// As jobs had it before folders and files counted, and as those have it that run no command.
    private String older() {
        return text(parts);
    }

    private String text(List<String> changing) {
        var all = new ArrayList<String>();
        all.add(workflow);
        all.add(Integer.toString(version));
        all.addAll(changing);
        all.add(String.join("\n", columns));
        all.add(list);
        return Digest.of(all.toArray(String[]::new)).toString();
    }

    /// @param job as it goes on now
    /// @param start of what is asked for
    public Likeness like(JobRecord job, Start start) {
        var draft = job.draft();
        if (!draft.workflow().equals(workflow)) {
            return Likeness.OTHER;
        }
        var kept = draft.settings().get(CommandFiles.SETTING);
        if (command == null || kept == null) {
            boolean here = command == null || command.directory().toString().equals(draft.settings().get("cwd"));
            return here && start.identity(older()).equals(draft.identity()) ? Likeness.SAME : Likeness.OTHER;
        }
        var files = CommandFiles.read(kept);
        if (!start.identity(text(files)).equals(draft.identity())) {
            return Likeness.OTHER;
        }
        return files.changed().isEmpty() && otherProgram(files).isEmpty() ? Likeness.SAME : Likeness.CHANGED;
    }

    /// Where the search path leads now, if it is not where it led.
    private Optional<Path> otherProgram(CommandFiles kept) {
        var now = command == null ? Optional.<Path>empty() : command.files().program();
        return now.filter(path -> !kept.program().equals(Optional.of(path)));
    }

    /// Files of a job's command that have another content now, and the program if it is another.
    public List<Path> changedFiles(JobRecord job) {
        var kept = CommandFiles.read(job.draft().settings().getOrDefault(CommandFiles.SETTING, ""));
        return Stream.concat(otherProgram(kept).stream(), kept.changed().stream()).toList();
    }
}
