package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.schedule.StartWords;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When the job starts.
final class StartOptions {

    @Option(names = "--at", paramLabel = "TIME", description = "start then: 02:30, \"2026-12-01 02:30\" or 2026-12-01T02:30:00Z")
    private @Nullable String at;

    @Option(names = "--cron", paramLabel = "EXPR", description = "start a copy each time, as \"30 2 * * 1-5\"; docs/schedule.md")
    private @Nullable String cron;

    @Option(names = "--time-zone", paramLabel = "ZONE", description = "of --at and --cron, as America/New_York [this machine's]")
    private @Nullable String timeZone;

    @Option(names = "--missed", paramLabel = "skip|once|all", description = "times of --cron at which nothing ran [once]")
    private @Nullable String missed;

    private @Nullable Start read;

    /// @throws CommandException exit 2 for no time, or one that is past
    Start start(Wiring wiring) {
        var known = read;
        if (known == null) {
            try {
                known = new StartWords(at, cron, timeZone, missed)
                        .read(wiring.clocks().wall().instant(), ZoneId.systemDefault());
            } catch (StartWords.Wrong wrong) {
                throw new CommandException(
                        Exit.USAGE, wrong.word().option() + ": " + Text.visible(String.valueOf(wrong.getMessage())),
                        wrong);
            }
            read = known;
        }
        return known;
    }

    boolean given() {
        return at != null || cron != null;
    }

    boolean again() {
        return cron != null;
    }
}
