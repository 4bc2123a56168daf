package io.longhaul.app.config;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A key as the configuration names it: `env:NAME`, `file:PATH`, `cmd:COMMAND`.
public final class Secret {

    private static final List<String> KINDS = List.of("env:", "file:", "cmd:");
    private static final int SHOWN = 4;
    private static final long SECONDS = 30;

    private Secret() {}

    /// Whether it only says where the secret is.
    public static boolean isReference(String text) {
        return KINDS.stream().anyMatch(text::startsWith);
    }

    /// Whether a program is run for it.
    public static boolean isCommand(String reference) {
        return reference.startsWith("cmd:");
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

    /// The secret itself.
    ///
    /// @throws CommandException exit 8 if it is not there; the message never holds a secret
    public static String resolve(String reference, Map<String, String> environment) {
        int colon = reference.indexOf(':');
        var rest = reference.substring(colon + 1);
        var found = switch (reference.substring(0, colon + 1)) {
            case "env:" -> environment.getOrDefault(rest, "");
            case "file:" -> content(Path.of(rest));
            case "cmd:" -> output(rest);
            default -> throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    "a key stands in the configuration itself; want env:NAME, file:PATH or cmd:COMMAND");
        };
        if (found.isBlank()) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, reference + " gives no key");
        }
        return found.strip();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, "file:" + file + " cannot be read: " + missing, missing);
        }
    }

    private static String output(String command) {
        try {
            var process = new ProcessBuilder(io.longhaul.source.exec.Argv.split(command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var bytes = process.getInputStream().readNBytes(1 << 16);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new CommandException(Exit.AUTH_OR_CONFIG, "cmd:" + command + " did not end with 0");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException notStarted) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, "cmd:" + command + ": " + notStarted.getMessage(),
                    notStarted);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.AUTH_OR_CONFIG, "cmd:" + command + " was interrupted", stopped);
        }
    }
}
