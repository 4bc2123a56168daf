package io.longhaul.app.config;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.ShortCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A key as the configuration names it: `env:NAME`, `file:PATH`, `cmd:COMMAND`.
public final class Secret {

    private static final List<String> KINDS = List.of("env:", "file:", "cmd:");
    private static final int SHOWN = 4;
    private static final int MOST_BYTES = 1 << 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Secret() {}

    /// Whether it only says where the secret is.
    public static boolean isReference(String text) {
        return KINDS.stream().anyMatch(text::startsWith);
    }

    /// Whether a program is run for it.
    public static boolean isCommand(String reference) {
        return reference.startsWith("cmd:");
    }

    /// Whether [#resolve] may take its time: a program is run for it, or it is read from what may never end.
    public static boolean takesTime(String reference) {
        return isCommand(reference)
                || reference.startsWith("file:") && !Files.isRegularFile(path(reference.substring("file:".length())));
    }

    /// The name of the variable that holds it; empty if none does.
    public static Optional<String> variable(String reference) {
        return reference.startsWith("env:") ? Optional.of(reference.substring("env:".length())) : Optional.empty();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException none) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, "file:" + text + ": no path", none);
        }
    }

    private static List<String> words(String command) {
        try {
            return Argv.split(command);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, "cmd:" + command + ": " + wrong.getMessage(), wrong);
        }
    }

    /// As ledger and `explain` show it: `…3f9a`; nothing of a short one.
    public static String masked(String secret) {
        return secret.length() < 3 * SHOWN ? "…" : "…" + secret.substring(secret.length() - SHOWN);
    }

    /// A text without what stands before an `@` in it, as user and password do in a URL.
    static String withoutPassword(String text) {
        int at = text.lastIndexOf('@');
        int scheme = text.indexOf("://");
        return at < 0
                ? text
                : (scheme < 0 || scheme > at ? "" : text.substring(0, scheme + 3)) + "…" + text.substring(at);
    }

    /// The secret itself. A command has 30 s for it, in a process group of its own: it cannot ask at the terminal, and
    /// nothing of it stays.
    ///
    /// @param environment of the command, and where `env:` looks
    /// @throws CommandException exit 8 if it is not there; the message never holds a secret
    public static String resolve(String reference, Map<String, String> environment) {
        int colon = reference.indexOf(':');
        var rest = reference.substring(colon + 1);
        var found = switch (reference.substring(0, colon + 1)) {
            case "env:" -> environment.getOrDefault(rest, "");
            case "file:" -> content(path(rest), environment);
            case "cmd:" -> output(reference, words(rest), environment);
            default -> throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    "a key stands in the configuration itself; want env:NAME, file:PATH or cmd:COMMAND");
        };
        if (found.isBlank()) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, reference + " gives no key");
        }
        return found.strip();
    }

    /// A file of a few bytes. What is none, as the pipe of a shell, is read as a command's output is: it may never end.
    private static String content(Path file, Map<String, String> environment) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return output("file:" + file, List.of("cat", "--", file.toString()), environment);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandException(
                        Exit.AUTH_OR_CONFIG, "file:" + file + " has " + Files.size(file) + " bytes; want one key");
            }
            return Files.readString(file);
        } catch (IOException missing) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, "file:" + file + " cannot be read: " + missing, missing);
        }
    }

    private static String output(String reference, List<String> words, Map<String, String> environment) {
        try {
            var own = new HashMap<>(environment);
            own.remove(Config.OF_THE_SERVICE); // no variable of a process
            return switch (ShortCommand.run(words, own, PATIENCE)) {
                case ShortCommand.Ended.ByItself(int exit, var bytes) when exit == 0 ->
                    new String(bytes, StandardCharsets.UTF_8);
                case ShortCommand.Ended.ByItself(int exit, _) -> throw new CommandException(
                        Exit.AUTH_OR_CONFIG, reference + " ended with " + exit + "; want 0 and the key");
                case ShortCommand.Ended.TooLong() -> throw new CommandException(
                        Exit.AUTH_OR_CONFIG,
                        reference + " gave no key within " + PATIENCE.toSeconds() + " s and was ended");
            };
        } catch (IOException notStarted) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG, reference + ": " + notStarted.getMessage(), notStarted);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.AUTH_OR_CONFIG, reference + " was interrupted", stopped);
        }
    }
}
