package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What only a process of its own can show: its standard output, its memory.
@Timeout(120)
class ProcessTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    private Process start(List<String> java, Redirect out, String... args) throws IOException {
        return start(System.getProperty("java.class.path"), java, out, args);
    }

    private Process start(String classPath, List<String> java, Redirect out, String... args) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(java);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).directory(cli.directory().toFile()).redirectOutput(out);
        builder.environment().put("LONGHAUL_HOME", cli.home().toString());
        builder.environment().put("HOME", cli.directory().toString());
        builder.environment().remove("XDG_DATA_HOME");
        return builder.start();
    }

    private static Cli.Ended end(Process process) throws IOException, InterruptedException {
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Cli.Ended(process.waitFor(), "", err);
    }

    @Test
    void whoeverSetsAnotherHomeHasItInstalledThere() throws Exception {
        var root = Path.of("..").toRealPath();

        var ended = end(start(List.of("-Dlonghaul.root=" + root), Redirect.DISCARD, "install"));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.directory().resolve(".local/bin/longhaul").toRealPath()).isEqualTo(root.resolve("longhaul"));
    }

    /// The launcher gives other commands than `serve` a class path without these.
    @Test
    void workNeedsNoneOfTheLibrariesOfTheService() throws Exception {
        var build = Files.readString(Path.of("..", "bin", "build.sh"));
        var names = build.lines().filter(line -> line.strip().startsWith("for name in ")).findFirst().orElseThrow()
                .replaceFirst(".* in (.*);.*", "$1").split(" ");
        var rest = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> Stream.of(names).noneMatch(name -> Path.of(jar).getFileName().toString()
                        .startsWith(name + "-")))
                .collect(Collectors.joining(File.pathSeparator));
        cli.file("list.csv", "ticker\nA\nB\n");

        var ended = end(start(
                rest, List.of(), Redirect.DISCARD, "screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.parquet",
                "--notify", "https://example.invalid/hook"));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("SLF4J", "Exception");
        assertThat(cli.directory().resolve("out.parquet")).isNotEmptyFile();
    }

    @Test
    void standardOutputThatCannotBeWrittenIsAStorageFailure() throws Exception {
        cli.file("list.csv", "ticker\nA\nB\n");
        String[] line = {"screen", "list.csv", "--exec", "echo {ticker}", "-o", "-", "--new"};

        var written = end(start(List.of(), Redirect.to(cli.directory().resolve("out.txt").toFile()), line));
        var lost = end(start(List.of(), Redirect.to(new File("/dev/full")), line));

        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(cli.read("out.txt")).isEqualTo("A\nB\n");
        assertThat(lost.exit()).as(lost.err()).isEqualTo(Exit.STORAGE);
        assertThat(lost.err()).contains("longhaul: standard output could not be written: No space left on device."
                + " What it should hold is in the store: longhaul export latest -o FILE\n");
    }

    /// A name that only bytes can say: 0xE9 alone is no UTF-8.
    @Test
    void fileNamesThatAreNoUtf8Work() throws Exception {
        var binary = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                "sh", "-c", """
                        list=$(printf 'caf\\351.csv'); out=$(printf 'r\\351sum\\351.txt')
                        failed=$(printf 'r\\351sum\\351.failed.csv')
                        printf 'ticker\\nA\\nB\\n' > "$list"
                        "$@" screen "$list" --exec './screen.sh {ticker}' -o "$out" --max-retries 0
                        cp "$failed" failed.csv && touch well && "$@" retry latest || exit
                        ls > names.txt
                        "$@" export latest "--output=$out" && cp "$out" out.txt && exec "$@" status latest""",
                "sh", binary, "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName())
                .directory(cli.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(
                Map.of("LONGHAUL_HOME", cli.home().toString(), "HOME", cli.directory().toString(), "LC_ALL",
                        "C.UTF-8"));
        cli.script("screen.sh", "[ $1 = A ] || [ -e well ] || exit 1; echo $1");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(cli.read("out.txt")).isEqualTo("A\nB\n");
        assertThat(said).contains("2 passed", "r_sum_.txt", "r_sum_.failed.csv");
        assertThat(cli.read("failed.csv")).contains("B,unknown,exit 1");
        // taken away once no row fails: it was the file, not the link that leads to it
        assertThat(Files.readString(cli.directory().resolve("names.txt"), StandardCharsets.ISO_8859_1))
                .contains("r\u00e9sum\u00e9.txt").doesNotContain("r\u00e9sum\u00e9.failed.csv");
    }

    @Test
    void aReaderThatHasEnoughIsNoFailure() throws Exception {
        cli.file("list.csv", "ticker\nA\nB\n");

        var process = start(
                List.of(), Redirect.PIPE, "screen", "list.csv", "--exec", "echo {ticker}", "-o", "-", "-q");
        process.getInputStream().close();
        var ended = end(process);

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("longhaul:");
    }

    @Test
    void linesOfWorkersThatNoMemoryHoldsFailTheirRowsAlone() throws Exception {
        cli.file("list.csv", "ticker\n" + IntStream.rangeClosed(1, 24).mapToObj(n -> "T" + n + "\n")
                .collect(Collectors.joining()));
        cli.file("worker.py", """
                import json, os, sys
                chunk = os.urandom(500000).hex()
                for line in sys.stdin:
                    ticker = json.loads(line)["id"]
                    size = {"T3": 200, "T4": 40, "T5": 40, "T6": 40}.get(ticker, 7 if int(ticker[1:]) % 2 else 0)
                    sys.stdout.write('{"id":"%s","result":"' % ticker)
                    for each in range(size):
                        sys.stdout.write(chunk)
                    sys.stdout.write('%s\\\\n"}\\n' % ticker)
                    sys.stdout.flush()
                """);

        var ended = end(start(
                List.of("-Xmx128m"), Redirect.DISCARD, "screen", "list.csv", "--exec", "python3 worker.py", "--per",
                "worker", "-o", "out.txt", "--max-retries", "0"));

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(ended.err()).contains("   20 passed", "    4 failed",
                "validation  T3, T4, T5, ...: the worker wrote a line of more than 8 M...");
        try (var lines = Files.lines(cli.directory().resolve("out.txt"))) {
            assertThat(lines.map(line -> line.replaceFirst("^[0-9a-f]{7000000}", "big ")).toList())
                    .hasSize(20)
                    .startsWith("big T1", "T2", "big T7", "T8");
        }
    }
}
