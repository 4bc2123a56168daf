package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.StatusDocument;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Status documents, each read from the store at most four times a second, however many ask for it.
///
/// The entity tag has two parts, `"STATE.CONTENT"`. `CONTENT` changes with every byte of the document. `STATE` changes
/// when the job's state or options change; `If-Match` compares this part alone, because the counts of a running job
/// change faster than anybody can act on them.
final class StatusCache {

    private static final long FRESH_NANOS = 250_000_000L;
    private static final int MOST = 2_000;
    private static final int SHORT = 16;

    private final Service service;
    private final Found found;
    /// By the name that was asked for.
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    StatusCache(Service service, Found found) {
        this.service = service;
        this.found = found;
    }

    /// A document at one moment.
    ///
    /// @param firstOpen the lowest batch with items not ended; -1 for none
    record Entry(JobRecord job, long firstOpen, String text, String tag, long nanos) {}

    /// `GET /v1/jobs/{job}`.
    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var entry = entry(request);
        boolean known = request.header("If-None-Match")
                .filter(tags -> tags.strip().equals("*") || Arrays.stream(tags.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(entry.tag::equals))
                .isPresent();
        return (known ? WebReply.empty(304) : reply(200, entry)).with("ETag", entry.tag);
    }

    static WebReply reply(int status, Entry entry) {
        return WebReply.bytes(status, WebReply.JSON, entry.text.getBytes(StandardCharsets.UTF_8))
                .with("ETag", entry.tag);
    }

    private Entry entry(WebRequest request) {
        long now = service.clocks().nanos().getAsLong();
        if (entries.size() > MOST) {
            entries.clear();
        }
        var name = request.part("job");
        var known = entries.get(name);
        if (known != null && now - known.nanos < FRESH_NANOS) {
            return known;
        }
        // one reads, the others wait for what it finds
        return entries.compute(
                name,
                (any, before) -> before != null && now - before.nanos < FRESH_NANOS
                        ? before
                        : read(found.job(request)));
    }

    /// As it is now.
    Entry read(JobRecord job) {
        long now = service.clocks().nanos().getAsLong();
        var facts = found.facts(job);
        var text = Json.text(StatusDocument.of(facts, JobFiles.undelivered(job)));
        return new Entry(job, facts.counts().firstOpenBatch(), text, "\"" + state(job) + "." + brief(text) + "\"", now);
    }

    /// After a change, so that whoever made it sees it.
    Entry fresh(JobRecord job) {
        entries.clear();
        return read(found.again(job));
    }

    private static String state(JobRecord job) {
        return brief(job.state() + " " + job.reason() + " " + job.options());
    }

    private static String brief(String text) {
        return Digest.of(text).toString().substring(0, SHORT);
    }

    /// @throws Problem 412 if the job is not as the request expects it
    static void mustMatch(WebRequest request, JobRecord job) {
        request.header("If-Match").ifPresent(tags -> {
            boolean matches = tags.strip().equals("*") || Arrays.stream(tags.split(","))
                    .map(String::strip)
                    .anyMatch(tag -> tag.startsWith("\"" + state(job) + "."));
            if (!matches) {
                throw new Problem(
                        412, "precondition", job.handle() + " is " + job.state().label()
                                + " or has other options now; look again");
            }
        });
    }
}
