package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.notice.NoticeLog;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.ExplainBlock;
import io.longhaul.app.view.ItemBlock;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.RetryRules;
import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.store.JobRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `explain [JOB [ITEM]]`: why nothing runs now and when it wakes; an item's calls; without JOB what follows each
/// class of errors.
@Command(name = "explain", header = "Example: longhaul explain screen-7 BRK.B", description = "Why nothing runs now and when it goes on; with ITEM its calls; without JOB the error classes.")
public final class ExplainCommand extends JobCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Id, name or latest.")
    private @Nullable String job;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ITEM", description = "A key, KEY#2, or row:412.")
    private @Nullable String item;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public ExplainCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var name = job;
        if (name == null) {
            show(RetryRules.document(), RetryRules.lines(context.width()));
            return Exit.OK;
        }
        return reading(name, (session, record) -> {
            if (item == null) {
                job(session, record);
            } else {
                item(session, record, item);
            }
            return Exit.OK;
        });
    }

    private void job(Session session, JobRecord record) {
        var facts = facts(session, record);
        var rest = facts.active() && facts.starts().isEmpty()
                ? context.insight().rest(record, session.store(), facts.now()).map(Planner::plan).orElse(null)
                : null;
        var block = new ExplainBlock(facts, rest);
        var notices = NoticeLog.of(session.store(), record.id());
        var document = block.document();
        document.set("notices", notices.document());
        var lines = new ArrayList<>(block.lines(times(), context.width()));
        lines.addAll(notices.lines(times(), context.width()));
        show(document, lines);
    }

    private void item(Session session, JobRecord record, String name) {
        var found = Lookup.item(session.store(), record, name);
        var block = ItemBlock.read(session.store(), record, found, facts(session, record).active());
        show(block.document(), block.lines(times(), context.width()));
    }

    private void show(ObjectNode document, List<String> lines) {
        if (json) {
            Json.print(context.out(), document);
        } else {
            print(lines);
        }
    }
}
