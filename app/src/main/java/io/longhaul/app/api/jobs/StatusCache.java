package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Recent;
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

/// Status documents as of a moment ago, see [Recent].
///
/// The entity tag has two parts, `"STATE.CONTENT"`. `CONTENT` changes with every byte of the document. `STATE` changes
/// when the job's state or options change; `If-Match` compares this part alone, because the counts of a running job
/// change faster than anybody can act on them.
final class StatusCache {

    private static final int SHORT = 16;

    private final Found found;
    private final Recent<Entry> entries;

    StatusCache(Service service, Found found) {
        this.found = found;
        this.entries = Recent.of(service);
    }

    /// A document at one moment.
    ///
    /// @param firstOpen the lowest batch with items not ended; -1 for none
    record Entry(JobRecord job, long firstOpen, String text, String tag) {}

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
        return entries.get(request.part("job"), () -> read(found.job(request)));
    }

    /// As it is now.
    Entry read(JobRecord job) {
        var facts = found.facts(job);
        var text = Json.text(StatusDocument.of(facts, JobFiles.undelivered(job)));
        return new Entry(job, facts.counts().firstOpenBatch(), text, "\"" + state(job) + "." + brief(text) + "\"");
    }

    /// Somebody is told of something newer.
    void forget() {
        entries.forget();
    }

    /// As it is now; nobody is told of anything older afterwards.
    Entry fresh(JobRecord job) {
        var entry = read(found.again(job));
        entries.forget();
        return entry;
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
