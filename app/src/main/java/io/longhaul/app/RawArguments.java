package io.longhaul.app;

import io.longhaul.app.output.JobFiles;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// File names on the command line whose bytes are no UTF-8. Java reads such bytes as U+FFFD, and no path that it can
/// make leads to the file. Linux keeps the bytes of the command line: a link of another name to that file is made in
/// the store's directory, `links/`, and stands in for it, now and when the job goes on.
///
/// The file of failed rows has a link of its own, beside that of the output. Within `--exec` there is no way: the words of a command are kept as text.
final class RawArguments {

    private static final char NO_CHARACTER = '\uFFFD';
    private static final Path BYTES = Path.of("/proc/self/cmdline");
    private static final int SHORT = 10;

    private final Wiring wiring;

    RawArguments(Wiring wiring) {
        this.wiring = wiring;
    }

    /// The arguments with links in the place of files that cannot be named.
    ///
    /// @throws CommandException exit 2 where there is no way
    String[] named(String... args) {
        if (Arrays.stream(args).noneMatch(arg -> arg.indexOf(NO_CHARACTER) >= 0)) {
            return args;
        }
        var raw = raw(args);
        var named = args.clone();
        for (int i = 0; i < raw.size(); i++) {
            if (args[i].indexOf(NO_CHARACTER) >= 0 && !args[i].equals(text(raw.get(i)))) {
                named[i] = named(args[i], raw.get(i), i > 0 ? args[i - 1] : "");
            }
        }
        return named;
    }

    /// @param before the argument before it
    private String named(String arg, byte[] raw, String before) {
        if (before.equals("--exec") || arg.startsWith("--exec=")) {
            throw CommandException.usage("--exec " + Text.visible(arg)
                    + ": has bytes that are no UTF-8; a job keeps its command as text. Put the command into a script"
                    + " whose name is UTF-8");
        }
        int value = arg.startsWith("--") ? arg.indexOf('=') + 1 : 0;
        try {
            var name = absolute(Arrays.copyOfRange(raw, value, raw.length));
            var link = link(name);
            if (arg.startsWith("--output=") || before.equals("--output") || before.equals("-o")) {
                make(octal(failures(name)), JobFiles.failures(link));
            }
            return arg.substring(0, value) + link;
        } catch (IOException failed) {
            throw new CommandException(
                    Exit.USAGE,
                    "the name " + Text.visible(arg) + " has bytes that are no UTF-8, and no link to the file could be"
                            + " made: " + failed.getMessage() + ". Make one, and name that: ln -s FILE list.csv",
                    failed);
        }
    }

    private byte[] absolute(byte[] name) {
        var target = new ByteArrayOutputStream();
        if (name.length == 0 || name[0] != '/') {
            target.writeBytes((wiring.workingDirectory() + "/").getBytes(StandardCharsets.UTF_8));
        }
        target.writeBytes(name);
        return target.toByteArray();
    }

    /// What [JobFiles#failures] is for a name that is text: that reads and writes one byte as one character.
    private static byte[] failures(byte[] output) {
        var path = new String(output, StandardCharsets.ISO_8859_1);
        int name = path.lastIndexOf('/') + 1;
        return (path.substring(0, name) + JobFiles.failures(path.substring(name)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path link(byte[] name) throws IOException {
        var folder = wiring.home().resolve("links");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var shown = Text.visible(new String(name, StandardCharsets.UTF_8));
        var last = shown.substring(shown.lastIndexOf('/') + 1).replace(NO_CHARACTER, '_');
        var octal = octal(name);
        var link = folder.resolve(Digest.of(octal).toString().substring(0, SHORT) + "-" + last);
        make(octal, link);
        return link;
    }

    /// By a shell, which can write any byte; nothing if it is there.
    private static void make(String octal, Path link) throws IOException {
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var shell = new ProcessBuilder("/bin/sh", "-c", "ln -s -- \"$(printf \"$1\")\" \"$2\"", "sh", octal,
                link.toString())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!shell.waitFor(10, TimeUnit.SECONDS) || shell.exitValue() != 0) {
                throw new IOException(Text.visible(said.strip()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static String octal(byte[] bytes) {
        var octal = new StringBuilder();
        for (byte each : bytes) {
            octal.append(String.format("\\%03o", each & 0xff));
        }
        return octal.toString();
    }

    /// The bytes of the arguments; empty where they are not to be had, or are those of another command line.
    private static List<byte[]> raw(String... args) {
        byte[] all;
        try {
            all = Files.readAllBytes(BYTES);
        } catch (IOException elsewhere) {
            return List.of();
        }
        var words = new ArrayList<byte[]>();
        int from = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == 0) {
                words.add(Arrays.copyOfRange(all, from, at));
                from = at + 1;
            }
        }
        var last = words.subList(Math.max(0, words.size() - args.length), words.size());
        for (int i = 0; i < last.size(); i++) {
            if (args[i].indexOf(NO_CHARACTER) < 0 && !args[i].equals(text(last.get(i)))) {
                return List.of();
            }
        }
        return last.size() == args.length ? List.copyOf(last) : List.of();
    }

    /// Null if it is no UTF-8.
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException none) {
            return null;
        }
    }
}
