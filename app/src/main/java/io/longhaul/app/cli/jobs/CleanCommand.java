package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.cli.Typed;
import io.longhaul.app.view.Durations;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.StoreView.Cleaned;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `clean`: removes ended jobs; says what it would remove unless agreed to.
@Command(name = "clean", header = "Example: longhaul clean --older 30d", description = "Remove ended jobs of old; shows what would go, --yes removes it.", footer = {
    "",
    "While a service or another command owns the store, that one removes them; its jobs go on meanwhile.",
    "A service removes by itself what retention.days and retention.max-bytes say: docs/http.md."
})
public final class CleanCommand extends JobCommand {

    @Option(names = "--older", paramLabel = "TIME", description = "Ended longer ago than this (default 30d).")
    private String older = "30d";

    @Option(names = "--answers", description = "Stored answers too, paid ones among them; they would be bought again.")
    private boolean answers;

    @Option(names = "--yes", description = "Remove; without it nothing is.")
    private boolean yes;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public CleanCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var age = Typed.duration("--older", older);
        var before = context.clock().instant().minus(age);
        var cleaned = context.stored() ? clean(before) : new Cleaned(0, 0, 0, 0);
        if (json) {
            document(before, cleaned);
            return Exit.OK;
        }
        boolean nothing = cleaned.jobs() == 0 && cleaned.answers() == 0 && cleaned.bytes() == 0;
        if (nothing) {
            context.out().println("Nothing in " + context.home() + " ended over " + Durations.text(age) + " ago");
            return Exit.OK;
        }
        context.out().println((yes ? "Removed " : "Would remove ") + Text.count(cleaned.jobs(), "job") + " of "
                + Text.count(cleaned.items(), "row") + " ended over " + Durations.text(age) + " ago, "
                + Text.count(cleaned.answers(), "stored answer") + ": " + size(cleaned.bytes()));
        if (!yes) {
            context.out()
                    .println("Remove   longhaul clean --older " + older + (answers ? " --answers" : "") + " --yes");
        }
        return Exit.OK;
    }

    private Cleaned clean(Instant before) {
        if (yes) {
            return context.clean(before, answers);
        }
        try (var session = context.reading()) {
            return session.store().cleanable(before, answers);
        }
    }

    private void document(Instant before, Cleaned cleaned) {
        Json.print(
                context.out(),
                Json.document()
                        .put("removed", yes)
                        .put("endedBefore", Times.rfc3339(before))
                        .put("jobs", cleaned.jobs())
                        .put("rows", cleaned.items())
                        .put("answers", cleaned.answers())
                        .put("bytes", cleaned.bytes()));
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? Math.ceilDiv(bytes, 1_000) + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
