package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.CommandFiles;
import io.longhaul.app.Exit;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A job is continued only by who means it: the same words in the same folder, made of the same files.
@Timeout(60)
class SameWorkTest {

    private static final String LIST = "ticker\nT1\nT2\nT3\nT4\n";
    /// The first row stops the job; what is left runs in the second run.
    private static final String SCRIPT =
            "echo $1 >> runs.txt; touch stop; while [ ! -e signalled ]; do sleep 0.02; done; echo $1\n";

    private Path directory = Path.of("");
    private Cli cli = new Cli(directory);

    @BeforeEach
    void aListAndAScript(@TempDir Path fresh) {
        directory = fresh;
        cli = in("one");
    }

    /// A command line in a folder of its own with the same list and script; one home for all.
    private Cli in(String folder) {
        var there = new Cli(directory.resolve(folder)).home(directory.resolve("home"));
        there.file("list.csv", LIST);
        there.script("screen.sh", SCRIPT);
        return there;
    }

    private static String[] line(String... more) {
        var line = new ArrayList<>(List.of(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "--concurrency", "1", "-o", "out.txt"));
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }

    private void stopped(String... more) {
        var ended = new Cli(cli.directory()).home(cli.home()).interruptWhen("stop").run(line(more));
        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.INTERRUPTED);
    }

    private static void refused(Cli.Ended ended, String... words) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.CONFLICT);
        assertThat(ended.err()).contains(words);
    }

    private List<String> handles() {
        return cli.jobs().stream().map(JobRecord::handle).sorted().toList();
    }

    @Test
    void theSameLineInAnotherFolderIsAnotherJob() {
        stopped();
        var other = in("two");
        other.script("screen.sh", "echo other $1\n");

        var ended = other.run(line());

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(other.read("out.txt")).isEqualTo("other T1\nother T2\nother T3\nother T4\n");
        assertThat(handles()).containsExactly("screen-1", "screen-2");
        var first = cli.run(line());
        assertThat(first.err()).contains("goes on with screen-1");
        assertThat(cli.read("out.txt")).isEqualTo("T1\nT2\nT3\nT4\n");
    }

    @Test
    void aScriptThatChangedIsToldAndAdoptedOnlyByName() {
        stopped();
        cli.script("screen.sh", "echo new $1\n");

        var told = cli.run(line());
        refused(told, "screen-1 of this command is unfinished (", "but changed since it was made: screen.sh",
                "--adopt=screen-1", "--new");
        assertThat(handles()).containsExactly("screen-1");
        var adopted = cli.run(line("--adopt=screen-1"));

        assertThat(adopted.exit()).as(adopted.err()).isZero();
        assertThat(cli.read("out.txt")).contains("T1\n", "new T4\n");
        assertThat(handles()).containsExactly("screen-1");
    }

    /// Where the program is an interpreter, its script counts; what the command writes does not.
    @Test
    void filesThatTheCommandWritesMakeItNoStranger() {
        cli.file("screen", SCRIPT.replace("echo $1 >> runs.txt", "echo $1 >> $2; echo $1 >> $3"));
        cli.file("cache.db", "nothing\n");
        var words = line();
        words[3] = "sh screen {ticker} cache.db --log=run.log";
        new Cli(cli.directory()).home(cli.home()).interruptWhen("stop").run(words);
        cli.file("run.log", "more");
        assertThat(cli.read("cache.db")).isNotEqualTo("nothing\n");

        var again = cli.run(words);

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("goes on with screen-1");
        cli.file("screen", "echo new\n");
        assertThat(CommandFiles.of(List.of("sh", "screen", "cache.db"), cli.directory(), "/bin:/usr/bin").files())
                .extracting(each -> String.valueOf(each.path().getFileName()))
                .hasSize(2)
                .contains("screen");
    }

    @Test
    void whichFilesCount() throws IOException {
        cli.file("a.py", "print()\n");
        cli.file("data.csv", "x\n");
        cli.file("tool", "#!/usr/bin/env perl\n");
        cli.script("run", "exec true\n");
        var here = cli.directory();

        assertThat(names("./run", "data.csv", "tool", "--with=a.py", "missing.py")).containsExactly("run", "tool",
                "a.py");
        assertThat(names("awk", "{print}", "data.csv")).doesNotContain("data.csv");
        assertThat(names("sh", "data.csv", "data.csv")).contains("data.csv").hasSize(2);
        var big = here.resolve("big.jar");
        try (var file = new java.io.RandomAccessFile(big.toFile(), "rw")) {
            file.setLength(40L << 20);
            var before = CommandFiles.of(List.of("./run", "big.jar"), here, "");
            file.seek((40L << 20) - 5);
            file.write(7);
            assertThat(before.changed()).containsExactly(big);
        }
        assertThat(CommandFiles.read(CommandFiles.of(List.of("./run", "a.py"), here, "").setting()).changed())
                .isEmpty();
        Files.delete(here.resolve("a.py"));
    }

    /// As in another virtual environment: the same words, another program.
    @Test
    void anotherProgramOfTheSameNameIsToldToo() {
        cli.script("bin1/tool", SCRIPT);
        cli.script("bin2/tool", "echo other $1\n");
        var words = line();
        words[3] = "tool {ticker}";
        var path = ":" + System.getenv("PATH");
        new Cli(cli.directory()).home(cli.home()).path(cli.directory() + "/bin1" + path).interruptWhen("stop")
                .run(words);

        refused(cli.path(cli.directory() + "/bin2" + path).run(words), "but changed since it was made: bin2/tool");
        var adopted = cli.run(with(words, "--adopt"));

        assertThat(adopted.exit()).as(adopted.err()).isZero();
        assertThat(cli.read("out.txt")).contains("T1\n", "other T4\n");
    }

    private List<String> names(String... words) {
        return CommandFiles.of(List.of(words), cli.directory(), "/bin:/usr/bin").files().stream()
                .map(each -> String.valueOf(each.path().getFileName()))
                .toList();
    }

    @Test
    void anotherOutputIsSaidBeforeItGoesOn() {
        stopped();
        var words = line();
        words[7] = "other.txt";

        refused(cli.run(words), "screen-1 of this command is unfinished (", "but differs in -o (was out.txt)",
                "Repeat the old command to go on as it was, add --adopt=screen-1", "--new");
        var nothing = cli.terminal().stdin("\n").run(words);
        refused(nothing, "Go on with it and write to ", "nothing was started");
        var going = cli.stdin("y\n").run(words);

        assertThat(going.exit()).as(going.err()).isZero();
        assertThat(cli.read("other.txt")).isEqualTo("T1\nT2\nT3\nT4\n");
        assertThat(cli.exists("out.txt")).isFalse();
        assertThat(handles()).containsExactly("screen-1");
    }

    @Test
    void anotherNameIsSaidAndNoOutputKeepsTheOldOne() {
        stopped("--name", "first");

        refused(cli.run(line("--name", "second")), "but differs in --name (was first)");
        var silent = cli.run(java.util.Arrays.copyOf(line(), 6));

        assertThat(silent.exit()).as(silent.err()).isZero();
        assertThat(cli.read("out.txt")).isEqualTo("T1\nT2\nT3\nT4\n");
    }

    @Test
    void adoptTakesTheJobThatWasNamedOrNothing() {
        stopped();
        var other = line();
        other[3] = "./screen.sh {ticker} more";
        other[7] = "more.txt";
        cli.remove("stop");
        cli.remove("signalled");
        new Cli(cli.directory()).home(cli.home()).interruptWhen("stop").run(other);
        var third = line();
        third[3] = "./screen.sh {ticker} third";

        var told = cli.run(third);
        refused(told, "screen-1 of this command", "changed: --exec", "--adopt=screen-1");
        third[7] = "third.txt";
        refused(cli.run(with(third, "--adopt")), "2 unfinished jobs may be meant", "--adopt=screen-2",
                "--adopt=screen-1");
        refused(cli.run(with(third, "--adopt=screen-9")), "no unfinished screen job of that name");
        var adopted = cli.run(with(third, "--adopt=screen-1"));

        assertThat(adopted.exit()).as(adopted.err()).isZero();
        assertThat(adopted.err()).contains("goes on with screen-1");
        assertThat(cli.jobs().stream().filter(each -> each.state() == JobState.COMPLETED).map(JobRecord::handle))
                .containsExactly("screen-1");
        refused(in("two").run(line("--adopt=screen-2")), "screen-2 runs its command in ");
    }

    private static String[] with(String[] line, String... more) {
        var all = new ArrayList<>(List.of(line));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void adoptBeforeTheListIsNoListItself() {
        stopped();

        var ended = cli.run("screen", "--adopt", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("goes on with screen-1");
    }

    /// As a store of an earlier version has it: its identity knows no folder and no files.
    @Test
    void anUnfinishedJobOfAnEarlierVersionGoesOnInItsFolder() {
        stopped();
        var made = cli.jobs().getFirst();
        var settings = new HashMap<>(made.draft().settings());
        settings.remove(CommandFiles.SETTING);
        var older = Digest.of("screen", "1", Digest.of("./screen.sh", "{ticker}").toString(), "item", "", "", "ticker",
                "ticker", settings.getOrDefault("list", "")).toString();
        var draft = made.draft();
        try (var store = SqliteStore.own(cli.home(), InstantSource.system());
                var loader = store.load(new JobDraft(
                        "", draft.workflow(), draft.version(), settings, older, draft.input(), "", draft.columns(),
                        draft.batchSize(), draft.checkpointInterval(), draft.createdAt(), false, draft.options()))) {
            loader.add(store.items(made.id(), 0, 10).stream()
                    .map(item -> new io.longhaul.engine.store.DraftItem(
                            item.rowNumber(), item.key(), item.cells(), null))
                    .toList());
            loader.publish(older);
        }
        assertThat(cli.run("cancel", "screen-1").exit()).isZero();

        var elsewhere = in("two").run(with(java.util.Arrays.copyOf(line(), 7), "two.txt", "--dry-run"));
        assertThat(elsewhere.exit()).as(elsewhere.err()).isZero();
        var again = cli.run(line());

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("goes on with screen-2");
    }

    @Test
    void aFinishedJobIsOfferedBeforeAnythingRunsAgain() {
        cli.script("screen.sh", "echo run >> runs.txt; [ $1 != T2 ] || exit 1; echo $1\n");
        assertThat(cli.run(line("--max-retries", "0")).exit()).isEqualTo(Exit.FAILED_ROWS);

        var offered = cli.run(line("--max-retries", "0"));
        refused(offered, "screen-1 of this command is complete: 4 rows, 1 failed or uncertain",
                "; its results are in out.txt",
                "longhaul export screen-1 -o out.txt", "longhaul retry screen-1", "--new");
        assertThat(cli.read("runs.txt").lines()).hasSize(4);
        var exported =
                cli.terminal().stdin("e\n").run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "x.txt");
        assertThat(exported.exit()).as(exported.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("x.txt")).isEqualTo("T1\nT3\nT4\n");
        refused(cli.stdin("\n").run(line()), "nothing was started");
        cli.script("other.sh", "exit 0\n");
        var retried = cli.stdin("t\n").run(line("--max-retries", "0"));
        assertThat(retried.exit()).as(retried.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("runs.txt").lines()).hasSize(5);
        var again = cli.stdin("r\n").run(line("--max-retries", "0"));
        assertThat(again.exit()).as(again.err()).isEqualTo(Exit.FAILED_ROWS);

        assertThat(handles()).containsExactly("screen-1", "screen-2");
        assertThat(cli.run(line("--new", "--max-retries", "0")).exit()).isEqualTo(Exit.FAILED_ROWS);
    }

    @Test
    void aFinishedPricedJobIsOfferedBeforeMoneyIsTalkedOf() {
        cli.script("screen.sh", "echo run >> runs.txt; [ $1 != T2 ] || exit 1; echo $1\n");
        String[] priced = {"--max-retries", "0", "--price", "0.02"};
        var first = cli.run(line("--max-retries", "0", "--price", "0.02", "--yes"));
        assertThat(first.exit()).as(first.err()).isEqualTo(Exit.FAILED_ROWS);

        refused(cli.run(line(priced)), "screen-1 of this command is complete", "longhaul export screen-1 -o out.txt");
        var exported = cli.terminal().stdin("e\n").run(line(priced));
        var retried = cli.stdin("t\nn\n").run(line(priced));
        var again = cli.stdin("r\n\n").run(line(priced));

        assertThat(exported.exit()).as(exported.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(exported.err()).doesNotContain("It may cost");
        assertThat(retried.exit()).as(retried.err()).isEqualTo(Exit.USAGE);
        assertThat(retried.err()).contains("It runs again 1 row at $0.02 a run", "not agreed; nothing was started");
        assertThat(again.exit()).as(again.err()).isEqualTo(Exit.USAGE);
        assertThat(again.err()).contains("It may cost $0.08", "not agreed; nothing was started");
        assertThat(cli.read("runs.txt").lines()).hasSize(4);
        var agreed = cli.stdin("r\ny\n").run(line(priced));
        assertThat(agreed.exit()).as(agreed.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(handles()).containsExactly("screen-1", "screen-2");
    }

    @Test
    void twoJobsNeverShareANameOrAFile() {
        stopped("--name", "mine");

        refused(cli.run("screen", "list.csv", "--exec", "echo {ticker}", "--new", "--name", "mine"),
                "the name \"mine\" is that of screen-1, which is unfinished");
        refused(cli.run("screen", "list.csv", "--exec", "echo {ticker}", "--new", "-o", "out.txt"),
                "out.txt is the file that screen-1 writes its results to", "longhaul cancel screen-1");
        var elsewhere = in("two").run("screen", "list.csv", "--exec", "echo {ticker}", "-o", "../one/out.txt");
        refused(elsewhere, "out.txt is the file that screen-1 writes its results to");
        assertThat(handles()).containsExactly("screen-1");
        assertThat(cli.run(line("--name", "mine")).exit()).isZero();
        var next = cli.run("screen", "list.csv", "--exec", "echo {ticker}", "--name", "mine", "-o", "out.txt");
        assertThat(next.exit()).as(next.err()).isZero();
    }

    @Test
    void whatLooksLikeAnIdIsNoName() {
        for (var name : List.of("screen-1", "fill-cache-3", "latest", "-x")) {
            var ended = cli.run("screen", "list.csv", "--exec", "echo {ticker}", "--name=" + name);

            assertThat(ended.exit()).as(name).isEqualTo(Exit.USAGE);
            assertThat(ended.err()).contains("want 1 to 100 printable characters");
        }
    }

    /// Results that were paid for are offered before anybody is asked to pay.
    @Test
    void aPricedLineThatIsCompleteNeedsNoBudgetToSaySo() {
        cli.script("screen.sh", "echo $1");
        var paid = cli.run(line("--price", "0.01", "--yes"));
        assertThat(paid.exit()).as(paid.err()).isZero();

        var again = cli.run(line("--price", "0.01"));
        var anew = cli.run(line("--price", "0.01", "--new"));

        refused(again, "screen-1 of this command is complete", "longhaul export screen-1");
        assertThat(anew.exit()).as(anew.err()).isEqualTo(Exit.USAGE);
        assertThat(anew.err()).contains("has no --budget");
    }
}
