package io.longhaul.app.notice;

import io.longhaul.app.view.FinishedBlock;
import io.longhaul.app.view.Incomplete;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Money;
import io.longhaul.app.view.StoppedBlock;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts what happened into words: a document for programs, a mail for people.
///
/// @param incomplete what is done and still lacks something
/// @param number of the job's notices, from 1
/// @param served where a service shows the job, as `http://127.0.0.1:8787`; empty if none does
record Wording(Kind kind, JobFacts facts, Incomplete incomplete, int number, String served) {

    private static final int WIDTH = 76;
    private static final int SUBJECT = 120;
    private static final int NAME = 60;

    Notice notice() {
        var job = facts.job();
        return new Notice(
                id(), job.id(), number, what(), facts.now(), job.draft().createdAt(), body(), subject(), text());
    }

    /// The same for the same occurrence, even if a crash makes us tell it anew.
    private String id() {
        var draft = facts.job().draft();
        return "msg_" + Digest.of(
                facts.job().handle(), draft.identity(), draft.createdAt().toString(), Integer.toString(number))
                .toString()
                .substring(0, 32);
    }

    private String what() {
        var reason = facts.job().reason();
        return facts.job().state().label() + (reason == null ? "" : ": " + reason.label());
    }

    private String body() {
        var job = facts.job();
        var counts = facts.counts();
        var reason = job.reason();
        var document = Json.document()
                .put("id", id())
                .put("type", kind.type)
                .put("occurredAt", Times.rfc3339(facts.now()));
        document.putObject("job")
                .put("id", job.handle())
                .put("name", job.draft().name())
                .put("workflow", job.draft().workflow());
        document.put("state", job.state().label())
                .put("reason", reason == null ? null : reason.label())
                .put("because", job.state() == JobState.COMPLETED || job.because().isEmpty() ? null : job.because());
        document.putObject("counts")
                .put("total", job.total())
                .put("done", counts.done())
                .put("passed", counts.passed())
                .put("failed", counts.failed())
                .put("skipped", counts.skipped())
                .put("uncertain", counts.uncertain())
                .put("pending", Math.max(0, job.total() - counts.ended()));
        document.putObject("cost")
                .put("currency", "USD")
                .put("settled", Money.json(counts.costNanos()))
                .put("reserved", Money.json(counts.reservedNanos()));
        var links = document.putObject("links");
        if (!served.isEmpty()) {
            links.put("job", link()).put("items", link() + "/items").put("report", link() + "/report");
        }
        return Json.text(document);
    }

    private String link() {
        return served + "/v1/jobs/" + facts.job().handle();
    }

    private String subject() {
        var job = facts.job();
        var name = job.draft().name().isEmpty()
                ? ""
                : " (" + Text.fit(Text.visible(job.draft().name()), NAME) + ")";
        long bad = facts.counts().failed() + facts.counts().uncertain();
        var verdict = switch (kind) {
            case COMPLETED -> "completed" + (bad == 0
                    ? ""
                    : ", " + bad + " of " + Text.count(job.total(), "row")
                            + " failed or uncertain");
            case PAUSED -> what();
            case NEEDS_PERSON -> "needs you";
        };
        return Text.fit("Longhaul: " + job.handle() + name + " " + verdict, SUBJECT);
    }

    /// As the command line says it at the end of a run.
    private String text() {
        var job = facts.job();
        var lines = new ArrayList<String>();
        if (!job.draft().name().isEmpty()) {
            lines.add(Text.fit(Text.visible(job.draft().name()), WIDTH));
            lines.add("");
        }
        var items = "longhaul items " + job.handle() + " --failed";
        lines.addAll(
                kind == Kind.COMPLETED
                        ? new FinishedBlock(facts, incomplete, Text.visible(job.draft().output()), items, null)
                                .lines(WIDTH)
                        : new StoppedBlock(facts, job.draft().output(), false).lines(WIDTH));
        if (kind == Kind.PAUSED && job.reason() == PauseReason.INTERRUPTED) {
            lines.add("         (a service, longhaul serve, goes on with it by itself)");
        }
        lines.addAll(List.of("", "Told at  " + Times.rfc3339(facts.now())));
        if (!served.isEmpty()) {
            lines.add("Service  " + link());
        }
        return String.join("\n", lines) + "\n";
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + facts.job().handle();
    }
}
