package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/// What went wrong below, in the words of the port.
final class Faults {

    private Faults() {}

    static RuntimeException of(SQLException cause, String where) {
        // Extended codes keep the primary one in their low byte.
        int code = (cause instanceof SQLiteException e ? e.getResultCode().code : cause.getErrorCode()) & 0xff;
        if (code == 14 && OpenFiles.usedUp()) {
            return exhausted(where, cause);
        }
        return switch (code) {
            case 13 ->
                new StoreException(
                        Kind.FULL, "no space left for " + where + "; what was stored before is safe. Free some space.",
                        cause);
            case 11, 26 ->
                new StoreException(
                        Kind.CORRUPT,
                        where + " is damaged: " + cause.getMessage()
                                + ". It was left as it is; run `longhaul doctor`, or restore a backup.",
                        cause);
            case 9 ->
                new StoreException(
                        Kind.EXHAUSTED, "a read of " + where + " took longer than 10 s and was cut off. Ask for less.",
                        cause);
            case 19 -> new IllegalArgumentException("a write breaks a rule of the store: " + cause.getMessage(), cause);
            case 3, 8, 14, 23 ->
                new StoreException(
                        Kind.UNUSABLE,
                        where + " cannot be opened or written: " + cause.getMessage()
                                + ". Check owner and permissions of the file and its directory.",
                        cause);
            default ->
                new StoreException(
                        Kind.BROKEN,
                        where + " failed: " + cause.getMessage()
                                + ". Stop, check the disk, and start again; what was acknowledged is there.",
                        cause);
        };
    }

    /// What happened, without the names of classes.
    static String words(IOException cause) {
        return switch (cause) {
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> cause.getMessage() == null ? "an input or output error" : cause.getMessage();
        };
    }

    static StoreException of(IOException cause, Path where) {
        if (cause instanceof AccessDeniedException) {
            return new StoreException(
                    Kind.UNUSABLE, where + ": permission denied. Make it readable and writable for this user.", cause);
        }
        var message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return new StoreException(Kind.FULL, "no space left for " + where + ". Free some space.", cause);
        }
        if (message.contains("Too many open files")) {
            return exhausted(where.toString(), cause);
        }
        return new StoreException(Kind.BROKEN, where + " failed: " + words(cause) + ". Check the disk.", cause);
    }

    private static StoreException exhausted(String where, Exception cause) {
        return new StoreException(
                Kind.EXHAUSTED,
                where + " cannot be opened now: this process has too many open files. It is tried again; raise the "
                        + "limit (`ulimit -n`) if this lasts.",
                cause);
    }
}
