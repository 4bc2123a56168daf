package io.longhaul.app;

import io.longhaul.engine.store.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The program of a wrapped command and the scripts that its words name, each by path and content. They are found once,
/// when a job is made, and kept in its settings; a repeated command is compared by these files alone. What the command
/// writes while it runs is none of them, even where a word names it.
///
/// **What counts**: the program, as the search path finds it. Of the other words (and of what follows `=` in a word):
/// a regular file that is there when the job is made, and
///
/// - is the first word but options after an interpreter (`python`, `Rscript`, `sh`, `java` …), or
/// - has a program's extension (`.py`, `.R`, `.js`, `.jar` …), or
/// - begins with `#!`, or
/// - may be executed and begins as programs of this or another system do.
///
/// The executable bit alone says nothing: some file systems set it on every file. Data, logs and caches therefore do not
/// count, and a list that the command names is not the job's list.
///
/// **Content**: a digest of the whole of a file up to 16 MB; of a larger one its length, its first and its last 8 MB.
///
/// @param files in the order of the words
public record CommandFiles(List<Entry> files) {

    /// The setting of a job that keeps them.
    public static final String SETTING = "exec.files";

    private static final int PART = 8 << 20;
    private static final String DEFAULT_PATH = "/bin:/usr/bin";
    private static final String GONE = "gone";
    private static final String BETWEEN = "\0";

    private static final Pattern INTERPRETER = Pattern.compile(
            "(python|pypy|ruby|perl|php|lua|tclsh|node|deno|bun|Rscript|R|julia|octave|java|groovy|scala|dotnet|pwsh"
                    + "|sh|bash|dash|zsh|ksh|fish|awk|gawk|mawk|sed|make)[0-9.]*(\\.exe)?");
    private static final Pattern PROGRAM = Pattern.compile(
            "(?i).+\\.(py|pyc|pyz|rb|pl|pm|php|lua|tcl|js|mjs|cjs|ts|mts|r|jl|m|sh|bash|zsh|ksh|fish|awk|sed|jar|war"
                    + "|class|java|groovy|kts|scala|sc|go|rs|ps1|bat|cmd|exe|dll|so|wasm|sql|mk)");
    /// ELF, Mach-O (of two widths and orders, and of several processors), PE.
    private static final List<String> NATIVE =
            List.of("7f454c46", "feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "4d5a");

    public CommandFiles {
        files = List.copyOf(files);
    }

    /// @param path absolute
    /// @param content a digest; "gone" where it cannot be read
    /// @param program whether it is the program, not a file that it is given
    public record Entry(Path path, String content, boolean program) {
        private static Entry read(String line) {
            int at = line.indexOf(' ');
            boolean program = line.charAt(at - 1) == '*';
            return new Entry(Path.of(line.substring(at + 1)), line.substring(0, program ? at - 1 : at), program);
        }

        private String line() {
            return content + (program ? "* " : " ") + path;
        }
    }

    /// As they are now.
    ///
    /// @param words of the command, the program first
    /// @param directory in which it runs
    /// @param searchPath in which its program is looked for
    public static CommandFiles of(List<String> words, Path directory, String searchPath) {
        var program = program(words.getFirst(), directory, searchPath);
        var found = new ArrayList<Path>();
        program.ifPresent(found::add);
        var name = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        boolean script = INTERPRETER.matcher(name).matches();
        for (var word : words.subList(1, words.size())) {
            var named = named(word, directory);
            boolean first = script && !word.startsWith("-"); // awk 'text' data.csv: no data is a script
            named.filter(file -> first || isProgram(file)).filter(file -> !found.contains(file)).ifPresent(found::add);
            script &= word.startsWith("-");
        }
        return new CommandFiles(found.stream()
                .map(file -> new Entry(file, content(file), program.filter(file::equals).isPresent()))
                .toList());
    }

    private static Optional<Path> program(String word, Path directory, String searchPath) {
        var places = word.indexOf('/') >= 0
                ? Stream.of("")
                : Arrays.stream((searchPath.isEmpty() ? DEFAULT_PATH : searchPath).split(":", -1));
        return places.flatMap(place -> path(place.isEmpty() ? word : place + "/" + word).stream())
                .map(file -> directory.resolve(file).normalize())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> named(String word, Path directory) {
        return Stream.of(word, word.substring(word.indexOf('=') + 1))
                .filter(text -> !text.isEmpty())
                .flatMap(text -> path(text).stream())
                .map(file -> directory.resolve(file).normalize())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    private static boolean isProgram(Path file) {
        if (PROGRAM.matcher(String.valueOf(file.getFileName())).matches()) {
            return true;
        }
        try (var in = Files.newInputStream(file)) {
            var begins = in.readNBytes(4);
            var hex = HexFormat.of().formatHex(begins);
            return hex.startsWith("2321") || Files.isExecutable(file) && NATIVE.stream().anyMatch(hex::startsWith);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static String content(Path file) {
        try (var channel = FileChannel.open(file)) {
            long size = channel.size();
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Long.toString(size).getBytes(StandardCharsets.US_ASCII));
            read(channel, 0, Math.min(size, PART), digest);
            read(channel, Math.max(PART, size - PART), size, digest);
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (IOException unreadable) {
            return GONE;
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private static void read(FileChannel channel, long from, long to, MessageDigest digest) throws IOException {
        var buffer = ByteBuffer.allocate(1 << 16);
        for (long at = from; at < to;) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            int got = channel.read(buffer, at);
            if (got < 0) {
                return;
            }
            digest.update(buffer.flip());
            at += got;
        }
    }

    /// As a job keeps them.
    public String setting() {
        return String.join(BETWEEN, files.stream().map(Entry::line).toList());
    }

    /// As a job kept them.
    public static CommandFiles read(String setting) {
        return new CommandFiles(Arrays.stream(setting.split(BETWEEN, -1))
                .filter(line -> line.indexOf(' ') > 0)
                .map(Entry::read)
                .toList());
    }

    /// Those whose content is another now.
    public List<Path> changed() {
        return files.stream()
                .filter(each -> !content(each.path()).equals(each.content()))
                .map(Entry::path)
                .toList();
    }

    /// The program; empty where none was found.
    public Optional<Path> program() {
        return files.stream().filter(Entry::program).map(Entry::path).findFirst();
    }

    /// Which files they are, and what is in them.
    Digest digest() {
        return Digest.of(setting());
    }
}
