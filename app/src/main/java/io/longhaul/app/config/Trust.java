package io.longhaul.app.config;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether files of a place that others may write to are obeyed. A `longhaul.yaml` names programs to run (`cmd:`) and
/// where keys are sent (`base-url`): in a directory of somebody else it must not speak for the user.
public final class Trust {

    private Trust() {}

    /// Why a settings file of the working directory is not obeyed, with the command that mends it; empty if it is. It has
    /// to belong to the user, and only the user may write it; of a link, both the link and what it leads to. What the
    /// directory says matters only where anybody may exchange one file for another. Root trusts its own files alone.
    public static Optional<String> refusal(Path file) {
        try {
            var user = Ownership.user();
            var link = Ownership.of(file, LinkOption.NOFOLLOW_LINKS);
            var real = file.toRealPath();
            var target = Ownership.of(real);
            var parent = real.getParent();
            if (user.isEmpty() || link.isEmpty() || target.isEmpty() || parent == null) {
                return Optional.empty();
            }
            return refusal(real, new Facts(user.get(), link.get(), target.get(), Ownership.of(parent).orElse(null)));
        } catch (IOException unreadable) {
            return Optional.of("it cannot be looked at: " + unreadable.getMessage());
        }
    }

    /// @param user that this process runs as
    /// @param link the file itself, `target` what it leads to: the same if it is no link
    /// @param directory of the target; null if nobody knows
    record Facts(int user, Ownership link, Ownership target, @Nullable Ownership directory) {}

    static Optional<String> refusal(Path file, Facts facts) {
        if (facts.target().owner() != facts.user()) {
            return Optional
                    .of("it belongs to user " + facts.target().owner() + ", not to you. If it is to count: chown "
                            + facts.user() + " " + shell(file));
        }
        if (facts.link().owner() != facts.user()) {
            return Optional.of("the link belongs to user " + facts.link().owner() + ", not to you. If it is to count,"
                    + " make one of your own: ln -sf " + shell(file) + " longhaul.yaml");
        }
        if (facts.target().writableByOthers()) {
            return Optional.of("others may write it. If what it says is yours: chmod go-w " + shell(file));
        }
        var around = facts.directory();
        if (around != null && around.lawless()) {
            var directory = file.toAbsolutePath().getParent();
            return Optional.of("anybody may exchange files in its directory. Mend it: chmod o-w "
                    + shell(directory == null ? file : directory));
        }
        return Optional.empty();
    }

    /// The home of a store holds keys' traces, answers and a token: it has to be the user's alone.
    ///
    /// @throws CommandException exit 8 with the command that mends it
    public static void mustBePrivate(Path home) {
        if (!Files.isDirectory(home)) {
            return;
        }
        try {
            var user = Ownership.user();
            var have = Ownership.of(home);
            if (user.isPresent() && have.isPresent()) {
                mustBePrivate(home, user.get(), have.get());
            }
        } catch (IOException unreadable) {
            // whoever opens the store says so
        }
    }

    static void mustBePrivate(Path home, int user, Ownership have) {
        if (have.owner() != user) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, home + " belongs to user " + have.owner()
                    + ", not to you (" + user + "). Set LONGHAUL_HOME to a directory of yours, or: chown -R " + user
                    + " " + shell(home));
        }
        if (have.loose()) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, home + " is open to others (mode "
                    + Integer.toOctalString(have.mode() & 07777) + "), and the store in it is for you alone: chmod 700 "
                    + shell(home));
        }
    }

    /// As one word of a shell.
    private static String shell(Path path) {
        var text = path.toString();
        return text.matches("[A-Za-z0-9_./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
