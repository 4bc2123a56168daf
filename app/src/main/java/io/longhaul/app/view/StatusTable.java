package io.longhaul.app.view;

import io.longhaul.app.view.Table.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Jobs, a line each, and below them why some do not go on.
///
/// @param due by id, what is to be said of complete jobs whose results are not written
public record StatusTable(List<JobFacts> jobs, Map<Long, String> due) {

    public StatusTable {
        jobs = List.copyOf(jobs);
        due = Map.copyOf(due);
    }

    public List<String> lines(Times times, int width) {
        var table = new Table(
                List.of("JOB", "STATE", "ITEMS", "FAILED", "ENDS"),
                Side.LEFT,
                Side.LEFT,
                Side.RIGHT,
                Side.RIGHT,
                Side.LEFT);
        var notes = new ArrayList<String>();
        for (var facts : jobs) {
            var ends = facts.ends();
            table.row(
                    facts.job().handle(),
                    facts.state().label(),
                    items(facts),
                    String.valueOf(facts.counts().failed()),
                    ends == null ? "" : times.when(ends));
            note(facts, times, notes, width);
        }
        var lines = new ArrayList<>(table.lines(width));
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return lines;
    }

    private static String items(JobFacts facts) {
        long ended = facts.counts().ended();
        long total = facts.job().total();
        return String.format("%d/%d %3d%%", ended, total, ProgressLine.percent(ended, total));
    }

    private void note(JobFacts facts, Times times, List<String> notes, int width) {
        var text = due.getOrDefault(facts.job().id(), why(facts, times));
        if (!text.isEmpty()) {
            Text.wrap(facts.job().handle() + ": " + Text.visible(text), width, 2).forEach(notes::add);
        }
    }

    /// `daily quota used up; goes on Sat 03:05`; empty for a job that needs no word.
    public static String why(JobFacts facts, Times times) {
        var because = facts.because();
        return switch (facts.state()) {
            case WAITING -> {
                var starts = facts.starts();
                if (!starts.isEmpty()) {
                    yield facts.ownerPid() == null ? starts + "; nothing runs to start it: longhaul serve" : starts;
                }
                var until = facts.job().until();
                var brief = because.isEmpty() ? "waits" : brief(because);
                yield until == null ? brief : brief + "; " + times.goesOn(until);
            }
            case PAUSED -> because + "; " + facts.resume();
            case PENDING -> facts.ownerPid() == null ? "not started; " + facts.resume() : "";
            case FAILED -> because;
            case RUNNING, COMPLETED, CANCELLED -> "";
        };
    }

    /// Whose quota it is, and the numbers behind a colon, are for `explain`.
    private static String brief(String because) {
        int colon = because.indexOf(": ");
        if (because.contains(" quota used up: ") && because.contains(" today")) {
            return "daily quota used up";
        }
        return colon < 0 ? because : because.substring(0, colon);
    }

    /// Whether the job is worth a line without `--all`: it is unfinished, or ended within a day.
    public static boolean current(JobFacts facts) {
        var finished = facts.job().finishedAt();
        return !facts.job().state().ended()
                || (finished != null && finished.isAfter(facts.now().minus(java.time.Duration.ofDays(1))));
    }
}
