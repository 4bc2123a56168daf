package io.longhaul.app.api.jobs;

import io.longhaul.app.Identity.Likeness;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.StartFields;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.session.SameWork;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `POST /v1/jobs`: stores a list as a new job and runs it, or lets it wait for its turn.
final class CreateJob {

    /// The workflows that requests can make jobs of: a line each.
    private static final List<JobMaker> MAKERS = List.of( //
            new ScreenMaker(),
            new FillCacheMaker());

    /// Jobs among which one made for the same `Idempotency-Key` is looked for.
    private static final int RECENT = 1_000;

    private static final int LOCKS = 64;

    private static final String KEY = "http.key";
    private static final String REQUEST = "http.request";

    private final Service service;
    private final StatusCache documents;
    /// Held while a job is looked for and made: the same request twice at a time makes one.
    private final List<ReentrantLock> making = Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    CreateJob(Service service, StatusCache documents) {
        this.service = service;
        this.documents = documents;
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        var maker = maker(fields);
        var known = new HashSet<>(NewJob.COMMON);
        known.addAll(StartFields.NAMES);
        known.addAll(Options.NAMES);
        known.addAll(maker.fields());
        fields.mustHaveOnly(known);
        if (maker.exec() && !service.settings().allowExec()) {
            throw new Problem(
                    403, "not-allowed", maker.workflow() + " runs a command of this machine; start the service with"
                            + " --allow-exec to let requests do that");
        }
        var job = before(request).orElseGet(() -> made(request, fields, maker));
        var entry = documents.fresh(job);
        return StatusCache.reply(202, entry).with("Location", "/v1/jobs/" + job.handle());
    }

    private static JobMaker maker(Fields fields) {
        var name = fields.text("workflow").orElseThrow(() -> fields.wrong("workflow", "is missing; want " + names()));
        return MAKERS.stream()
                .filter(each -> each.workflow().equals(name))
                .findFirst()
                .orElseThrow(() -> fields.wrong("workflow", "got \"" + Fields.shown(name) + "\"; want " + names()));
    }

    private static String names() {
        return MAKERS.stream().map(JobMaker::workflow).collect(Collectors.joining(" or "));
    }

    private JobRecord made(WebRequest request, Fields fields, JobMaker maker) {
        var name = NewJob.name(request);
        var options = Options.of(fields, RunOptions.DEFAULT);
        var start = StartFields.of(fields, service);
        var list = fields.object("list").orElseThrow(() -> fields.wrong("list", "is missing"));
        var given = GivenList.of(service, list, maker, maker.directory(service, fields));
        try (var rows = given.rows()) {
            return made(
                    new NewJob(service, fields, rows, given.input(), name, options, start, marks(request)), maker);
        }
    }

    /// The unfinished job that is the same work goes on; else a new one is made.
    private JobRecord made(NewJob asked, JobMaker maker) {
        maker.mustBeAble(asked);
        var identity = maker.identity(asked);
        var one = making.get(Math.floorMod(identity.text().hashCode(), making.size()));
        one.lock();
        try {
            if (!asked.fields().flag("new")) {
                var work = new SameWork(service.home(), service.session().store(), identity, asked.start());
                var same = work.unfinished().stream().filter(each -> work.like(each) == Likeness.SAME).findFirst();
                if (same.isPresent()) {
                    return goesOn(asked, same.get());
                }
                mustNotRepeat(asked, maker, work);
            }
            return service.session().submit(maker.make(asked));
        } finally {
            one.unlock();
        }
    }

    private JobRecord goesOn(NewJob asked, JobRecord job) {
        if (!asked.name().isEmpty() && !asked.name().equals(job.draft().name())) {
            throw exists(job, "is unfinished under another name; leave the name out to go on with it");
        }
        if (asked.start() instanceof Start.Once once && !once.equals(Start.of(job.draft()))) {
            throw exists(job, "is unfinished and starts at another time; leave \"at\" out to go on with it");
        }
        var options = Options.of(asked.fields(), job.options());
        return service.session().resume(
                job, options.equals(job.options()) ? null : options, service.environment(), Duration.ZERO);
    }

    /// What ran, and was perhaps paid for, does not run again unasked.
    private static void mustNotRepeat(NewJob asked, JobMaker maker, SameWork work) {
        boolean meant = asked.fields().flag("refresh") || !(asked.start() instanceof Start.Now);
        if (maker.exec() && !meant) {
            work.complete(Map.of()).ifPresent(job -> {
                throw exists(job, "is complete; ask for its results (/v1/jobs/" + job.handle() + "/export)");
            });
        }
    }

    private static Problem exists(JobRecord job, String what) {
        return new Problem(
                409, "exists", "the same work " + what + ", or say \"new\": true to make another job; it is "
                        + job.handle(),
                Map.of("Location", "/v1/jobs/" + job.handle()), List.of());
    }

    private static Map<String, String> marks(WebRequest request) {
        return request.keyDigest().map(key -> Map.of(KEY, key, REQUEST, request.contentDigest())).orElse(Map.of());
    }

    /// The job that the same request made when the service died before it could answer.
    private Optional<JobRecord> before(WebRequest request) {
        var key = request.keyDigest();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        var job = service.session().store().jobs(RECENT).stream()
                .filter(each -> key.get().equals(each.draft().settings().get(KEY)))
                .findFirst();
        job.ifPresent(found -> {
            if (!request.contentDigest().equals(found.draft().settings().get(REQUEST))) {
                throw new Problem(
                        422, "idempotency-key", "this Idempotency-Key was used for another request; want a new one");
            }
        });
        return job;
    }
}
