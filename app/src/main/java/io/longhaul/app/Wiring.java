package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.app.config.Trust;
import io.longhaul.app.mirror.Mirrors;
import io.longhaul.app.notice.Notices;
import io.longhaul.app.session.Sessions;
import io.longhaul.app.view.Paint;
import io.longhaul.engine.run.Clocks;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything a command needs, made with `new` and only when first asked for.
public final class Wiring {

    private final Streams streams;
    private Map<String, String> environment;
    private final Path workingDirectory;
    private final Clocks clocks;
    private final Signals signals;
    private @Nullable Config config;
    private @Nullable Sessions sessions;
    /// So that each is said once.
    private final Set<String> warned = new HashSet<>();
    private boolean verbose;
    private boolean plain;

    /// @param environment of the process; wrapped commands get it too
    public Wiring(
            Streams streams, Map<String, String> environment, Path workingDirectory, Clocks clocks, Signals signals) {
        this.streams = streams.shown();
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory.toAbsolutePath();
        this.clocks = clocks;
        this.signals = signals;
    }

    public static Wiring system() {
        return new Wiring(
                Streams.system(), System.getenv(), Path.of(""), Clocks.system(), Signals.system());
    }

    public Streams streams() {
        return streams;
    }

    public InputStream in() {
        return streams.in();
    }

    /// Data.
    public PrintStream out() {
        return streams.out();
    }

    /// Progress and messages.
    public PrintStream err() {
        return streams.err();
    }

    public Map<String, String> environment() {
        return environment;
    }

    public Path workingDirectory() {
        return workingDirectory;
    }

    /// A path as the user gave it, from the working directory.
    public Path resolve(String path) {
        return workingDirectory.resolve(path);
    }

    public Clocks clocks() {
        return clocks;
    }

    public Signals signals() {
        return signals;
    }

    /// Text without colours from now on.
    public void plain() {
        plain = true;
    }

    /// Colours for a stream: on a terminal that has them, unless the user wants none (`NO_COLOR`, `--no-color`).
    public Paint paint(boolean terminal) {
        boolean unwanted = plain || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return terminal && !unwanted ? new Paint(true) : Paint.NONE;
    }

    /// Columns of the terminal: `COLUMNS`, else what the terminal says, else 80.
    public int width() {
        return Width.of(environment, streams.outTerminal() || streams.errTerminal());
    }

    public boolean verbose() {
        return verbose;
    }

    /// Whether unexpected errors are to be shown with their stack.
    public void verbose(boolean yes) {
        verbose = yes;
    }

    /// Where the store is: `LONGHAUL_HOME`, else the XDG data directory.
    public Path home() {
        var own = environment.getOrDefault("LONGHAUL_HOME", "");
        if (!own.isBlank()) {
            return workingDirectory.resolve(own).normalize();
        }
        var data = environment.getOrDefault("XDG_DATA_HOME", "");
        var base = data.isBlank() ? userHome().resolve(".local/share") : Path.of(data);
        return base.resolve("longhaul");
    }

    public Path userHome() {
        var home = environment.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? System.getProperty("user.home") : home);
    }

    public Config config() {
        return config(List.of());
    }

    /// @param overrides `key=value`, from `--config-override`
    public Config config(List<String> overrides) {
        var known = config;
        if (known == null || !overrides.isEmpty()) {
            known = Config.load(environment, workingDirectory, userHome(), overrides);
            config = known;
            if (warned.addAll(known.warnings())) {
                known.warnings().forEach(warning -> err().println("longhaul: " + warning));
            }
        }
        return known;
    }

    /// A layer above the environment from now on, for all that this process does.
    ///
    /// @param overrides `key=value`, of a service
    /// @throws CommandException exit 2 for a key itself, 8 for a setting that there is not
    public void override(List<String> overrides) {
        environment = Map.copyOf(Config.withOverrides(environment, overrides));
        config = null;
        config();
    }

    public Sessions sessions() {
        var known = sessions;
        if (known == null) {
            Trust.mustBePrivate(home());
            known = new Sessions(home(), clocks,
                    new Mirrors(key -> config().value(key), environment, clocks, err()::println),
                    new Notices.Ground(this::config, environment));
            sessions = known;
        }
        return known;
    }
}
