package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Main;
import io.longhaul.app.Signals;
import io.longhaul.app.Streams;
import io.longhaul.app.Wiring;
import io.longhaul.engine.run.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// The commands over a real store and a real screen.
class WiredJobsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory = Path.of("");

    private Wiring wiring() {
        out.reset();
        err.reset();
        var streams = Streams.of(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        var environment = Map.of(
                "PATH", "/usr/bin:/bin", "HOME", directory.toString(), "LONGHAUL_HOME",
                directory.resolve("home").toString());
        return new Wiring(streams, environment, directory, Clocks.system(), Signals.none());
    }

    private int run(Function<JobContext, JobCommand> make, String... args) {
        var installation = new Installation("0.1.0", directory, directory, () -> new CommandLine(new Object()),
                java.util.List.of());
        return new CommandLine(make.apply(new WiredJobs(wiring(), installation))).execute(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void script(String text) throws IOException {
        var file = Files.writeString(directory.resolve("screen.sh"), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aScreenIsSeenExportedExplainedAndRetried() throws IOException {
        Files.writeString(directory.resolve("list.csv"), "ticker\nAAPL\nMSFT\nBRK.B\nGEV\n");
        script("""
                echo "ticker,x"
                case $1 in BRK.B) echo broken >&2; exit 3;; GEV) exit 65;; *) echo "$1,-1";; esac
                """);
        int screened = Main.run(
                wiring(), "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries",
                "0");
        assertThat(screened).as(err()).isEqualTo(3);

        assertThat(run(StatusCommand::new, "latest", "--json")).isZero();
        var status = JsonMapper.builder().build().readTree(out());
        assertThat(status.get("status").stringValue()).isEqualTo("completed");
        assertThat(status.at("/items/done").asInt()).isEqualTo(2);
        assertThat(status.at("/owner/alive").asBoolean()).isFalse();

        assertThat(run(ItemsCommand::new, "screen-1", "--failed", "--skipped")).isZero();
        assertThat(out()).contains("     4  BRK.B       failed        unknown", "     5  GEV         skipped");

        assertThat(run(ExportCommand::new, "screen-1", "-o", "again.csv")).isZero();
        assertThat(directory.resolve("again.csv")).hasContent("ticker,x\nAAPL,-1\nMSFT,-1\n");
        assertThat(directory.resolve("again.csv")).hasSameBinaryContentAs(directory.resolve("out.csv"));

        assertThat(run(ExplainCommand::new, "screen-1", "brk.b")).isZero();
        assertThat(out()).contains("Item     BRK.B, row 4 of screen-1", "broken", "failed  unknown");
        assertThat(run(ExplainCommand::new, "screen-1")).isZero();
        assertThat(run(ReportCommand::new, "screen-1")).isZero();
        assertThat(run(DoctorCommand::new)).as(out()).isZero();

        script("echo \"ticker,x\"; echo \"$1,2\"");
        assertThat(run(RetryCommand::new, "screen-1")).as(err()).isZero();
        assertThat(directory.resolve("out.csv")).hasContent("ticker,x\nAAPL,-1\nMSFT,-1\nBRK.B,2\n");
        assertThat(run(ResumeCommand::new, "screen-1")).isZero();
        assertThat(err()).isEqualTo("screen-1 is complete: 4 of 4 rows stored.\n");
    }

    @Test
    void aSliceIsResumedOrCancelled() throws IOException {
        Files.writeString(directory.resolve("list.csv"), "ticker\nA\nB\nC\n");
        script("[ -e go ] || exit 75\necho $1\n");
        int sliced = Main.run(
                wiring(), "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--time-limit", "1s",
                "--timeout", "1");
        assertThat(sliced).as(err()).isEqualTo(75);

        assertThat(run(StatusCommand::new)).isZero();
        assertThat(out()).contains("screen-1  paused", "longhaul resume screen-1");
        assertThat(run(PauseCommand::new, "screen-1")).as(err()).isZero();
        assertThat(run(CancelCommand::new, "screen-1")).as(err()).isZero();
        assertThat(run(JobsCommand::new)).isZero();
        assertThat(out()).contains("screen-1  cancelled");
        assertThat(run(CleanCommand::new, "--older", "1ms", "--yes")).isZero();
        assertThat(out()).startsWith("Removed 1 job of 3 rows");
    }
}
