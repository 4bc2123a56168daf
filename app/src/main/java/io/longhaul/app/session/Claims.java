package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// What unfinished jobs have to themselves: their names, and the files their results go to.
///
/// A finished job keeps its name for as long as no later job takes it: the name then means the later one, and the
/// finished one goes by its id. So a nightly command can keep its `--name`.
public final class Claims {

    /// The setting of a job that was started beside a stopped one, whose person was told so: its id.
    public static final String BESIDE = "beside";

    private final Path home;
    private final StoreView store;
    /// Whose lists are being loaded: they are not in the store yet.
    private final Set<JobDraft> loading = Collections.newSetFromMap(new IdentityHashMap<>());

    /// @param home of the store
    public Claims(Path home, StoreView store) {
        this.home = home;
        this.store = store;
    }

    /// Held from before a job is loaded until it is stored.
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /// @throws CommandException exit 5 if another job has the name or the file
    synchronized Claim take(JobDraft draft) {
        var output = template(draft) ? "" : draft.output();
        mustBeFree(draft.name(), output, draft.settings().getOrDefault(BESIDE, ""));
        for (var other : loading) {
            mustDiffer(draft.name(), output, other, "a job that is just being made");
        }
        loading.add(draft);
        return () -> leave(draft);
    }

    private synchronized void leave(JobDraft draft) {
        loading.remove(draft);
    }

    /// @param name of the job that is asked for, and its `output`; empty for none
    /// @param but the id of a job that may have them
    /// @throws CommandException exit 5 if another job has one of them
    public void mustBeFree(String name, String output, String but) {
        if (name.isEmpty() && !isFile(output)) {
            return;
        }
        for (var stored : store.unfinished()) {
            var job = Adopted.apply(home, stored);
            if (!job.handle().equals(but)) {
                mustDiffer(name, output, job.draft(), job.handle());
            }
        }
    }

    private static void mustDiffer(String name, String output, JobDraft other, String shown) {
        if (!name.isEmpty() && name.equals(other.name())) {
            throw new CommandException(
                    Exit.CONFLICT,
                    "the name \"" + Text.visible(name) + "\" is that of " + shown
                            + ", which is unfinished; want another"
                            + " name, or end that job first" + ways(shown));
        }
        if (isFile(output) && isFile(other.output()) && !template(other)
                && sameFile(Path.of(output), Path.of(other.output()))) {
            throw new CommandException(
                    Exit.CONFLICT,
                    Text.visible(output) + " is the file that " + shown
                            + " writes its results to, and it is unfinished:"
                            + " one would overwrite the other. Want another -o, or end that job first" + ways(shown));
        }
    }

    /// Its copies write to the same file one after another, and it never writes itself.
    private static boolean template(JobDraft draft) {
        return Start.of(draft) instanceof Start.Again;
    }

    private static String ways(String shown) {
        return shown.indexOf(' ') < 0 ? ": longhaul resume " + shown + ", or longhaul cancel " + shown : "";
    }

    private static boolean isFile(String output) {
        return !output.isEmpty() && !output.equals("-") && !Target.isStream(Path.of(output));
    }

    private static boolean sameFile(Path one, Path other) {
        return one.equals(other) || real(one).equals(real(other));
    }

    /// Links lead to the same file.
    private static Path real(Path file) {
        var folder = file.toAbsolutePath().getParent();
        var name = file.getFileName();
        try {
            if (Files.exists(file) || folder == null || name == null) {
                return file.toRealPath();
            }
            return folder.toRealPath().resolve(name);
        } catch (IOException nowhere) {
            return file;
        }
    }
}
