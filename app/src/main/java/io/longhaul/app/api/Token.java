package io.longhaul.app.api;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/// What a user of the service has to know: `LONGHAUL_TOKEN`, else `$LONGHAUL_HOME/token`, made at the first start.
///
/// @param ofFile whether it stands in the file
public record Token(String text, boolean ofFile) {

    public static final String VARIABLE = "LONGHAUL_TOKEN";

    private static final int BYTES = 32;
    private static final int SHORTEST = 24;

    /// @param said the variable's value; empty for none
    /// @throws CommandException exit 8 for a token that protects nothing
    public static Token of(Path home, String said) {
        if (!said.isBlank()) {
            return new Token(fit(VARIABLE, said.strip()), false);
        }
        var file = file(home);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            mustBePrivate(file);
            return new Token(fit(file.toString(), Files.readString(file).strip()), true);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    static Path file(Path home) {
        return home.resolve("token");
    }

    public String place(Path home) {
        return ofFile ? file(home).toString() : "the variable " + VARIABLE + " of the service";
    }

    @Override
    public String toString() {
        return "Token[" + (ofFile ? "of a file" : VARIABLE) + "]";
    }

    private static String fit(String where, String text) {
        if (text.length() < SHORTEST || !text.matches("[\\x21-\\x7e]+")) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    where + ": got a token of " + text.length() + " characters; want at least " + SHORTEST
                            + " printable ones without spaces. Remove it, and the next start makes one.");
        }
        return text;
    }

    private static void make(Path file) throws IOException {
        var bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bits) + "\n";
        // a start at the same time may make one, too
        StateFile.writeFirst(file, text);
    }

    private static void mustBePrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (UnsupportedOperationException noModes) {
            return;
        }
        var own = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        if (!own.containsAll(mode)) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    file + ": others may read it (" + PosixFilePermissions.toString(mode) + "). Say chmod 600 " + file
                            + ", or remove it and the next start makes another.");
        }
    }
}
