package io.longhaul.app.cli.jobs;

import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Paint;
import io.longhaul.engine.store.StoreView.Cleaned;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// What the commands about jobs need of the process around them.
public interface JobContext {

    /// Whether there is a store at [#home] at all.
    boolean stored();

    /// Reads beside whoever owns the store, never as its owner; asked for only if it is [#stored].
    Session reading();

    /// May take the store's lock, or hand orders to its owner.
    Session working();

    /// By the store's lock: exit 5 while another process owns it.
    Cleaned clean(Instant endedBefore, boolean answers);

    /// Lets go of damaged answers.
    SqliteStore.Mended mend(boolean paidToo);

    Follow follow();

    /// Refuses a slice of time in which a job could not even start what it pays for.
    void mustFit(Duration slice, JobRecord job, RunOptions options);

    Insight insight();

    Installation installation();

    /// All settings with where they came from, by key.
    List<Setting> settings();

    PrintStream out();

    PrintStream err();

    /// Whether a person sees `out`.
    boolean terminal();

    /// Colours for `out`.
    Paint paint();

    /// Waits that long between two views; false if it is time to stop.
    boolean pause(Duration time);

    InstantSource clock();

    /// In which times are shown.
    ZoneId zone();

    /// Columns of the terminal; 80 without one.
    int width();

    /// The store's directory.
    Path home();

    /// From which the user's paths count.
    Path workingDirectory();

    /// Of this process; for wrapped commands of resumed jobs.
    Map<String, String> environment();

    /// @param value as it may be shown: secrets masked
    /// @param origin `default`, a file, a variable
    record Setting(String key, String value, String origin) {}
}
