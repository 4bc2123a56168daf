package io.longhaul.app.notice;

import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where the notices of one job go, each once.
public record Targets(List<Target> all) {

    /// The setting under which a job keeps them, a line each.
    public static final String SETTING = "notify";

    public static final Targets NONE = new Targets(List.of());

    private static final int MOST = 10;

    public Targets {
        all = List.copyOf(new LinkedHashSet<>(all));
        if (all.size() > MOST) {
            throw new IllegalArgumentException("got " + all.size() + " targets; want at most " + MOST);
        }
    }

    /// @param words each one target, or several apart by commas
    /// @throws IllegalArgumentException for what is none
    public static Targets of(List<String> words) {
        return new Targets(words.stream()
                .flatMap(word -> Arrays.stream(word.split(",", -1)))
                .map(word -> Target.of(word.strip()))
                .toList());
    }

    static Targets of(JobRecord job) {
        return of(job.draft());
    }

    /// Those of a job to be.
    public static Targets of(JobDraft draft) {
        var lines = draft.settings().getOrDefault(SETTING, "");
        return new Targets(lines.lines().map(Target::of).toList());
    }

    public boolean none() {
        return all.isEmpty();
    }

    /// For a job's settings.
    public Map<String, String> setting() {
        return none()
                ? Map.of()
                : Map.of(SETTING, all.stream().map(Target::text).collect(Collectors.joining("\n")));
    }
}
