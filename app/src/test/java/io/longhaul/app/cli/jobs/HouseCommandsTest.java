package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class HouseCommandsTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Stage stage = new Stage();

    @TempDir
    private Path directory = Path.of("");

    private void oldJob() {
        var job = stage.job("screen", 3);
        stage.write(new Write.JobChanged(
                job.id(), JobState.COMPLETED, null, null, "", Stage.NOW.minusSeconds(40 * 86_400)));
    }

    @Test
    void cleanOnlyShowsWhatItWouldRemove() {
        oldJob();

        assertThat(stage.run(CleanCommand::new)).isZero();

        assertThat(stage.lines().getFirst())
                .startsWith("Would remove 1 job of 3 rows ended over 30 days ago, 0 stored answers: ");
        assertThat(stage.lines()).last().isEqualTo("Remove   longhaul clean --older 30d --yes");
        assertThat(stage.store.jobs(10)).hasSize(1);
    }

    @Test
    void agreedCleaningRemoves() {
        oldJob();
        stage.finished(stage.job("screen", 1));

        stage.run(CleanCommand::new, "--older", "7d", "--yes", "--json");

        assertThat(MAPPER.readTree(stage.printed()).get("removed").asBoolean()).isTrue();
        assertThat(MAPPER.readTree(stage.printed()).get("jobs").asInt()).isEqualTo(1);
        assertThat(stage.store.jobs(10)).hasSize(1);

        stage.run(CleanCommand::new, "--yes");
        assertThat(stage.printed()).isEqualTo("Nothing in /home/me/data ended over 30 days ago\n");
        assertThat(stage.run(CleanCommand::new, "--older", "long")).isEqualTo(2);
    }

    @Test
    void aHealthyStoreIsWell() {
        stage.directory = directory.resolve("home");
        SqliteStore.own(stage.directory, stage.clock()).close();

        int exit = stage.run(DoctorCommand::new);

        assertThat(stage.lines())
                .contains("Store  " + stage.directory, "  ok     integrity: ok", "All is well")
                .noneMatch(line -> line.contains("WRONG"));
        assertThat(exit).isZero();
    }

    @Test
    void anOpenStoreIsFoundByTheDoctor() throws IOException {
        stage.directory = directory.resolve("home");
        SqliteStore.own(stage.directory, stage.clock()).close();
        Files.setPosixFilePermissions(stage.directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(stage.run(DoctorCommand::new)).isEqualTo(10);
        assertThat(stage.lines())
                .contains("  WRONG  permissions of home: rwxr-xr-x", "1 finding to mend")
                .anyMatch(line -> line.startsWith("         Run: chmod 700 "));

        assertThat(stage.run(DoctorCommand::new, "--json")).isEqualTo(10);
        var document = MAPPER.readTree(stage.printed());
        assertThat(document.get("ok").asBoolean()).isFalse();
        assertThat(document.get("findings").size()).isGreaterThan(5);
    }

    @Test
    void settingsSayWhereTheyComeFrom() {
        assertThat(stage.run(ConfigCommand::new, "show", "--origin")).isZero();
        assertThat(stage.lines())
                .containsExactly(
                        "KEY                 VALUE    FROM",
                        "concurrency         8        LONGHAUL_CONCURRENCY",
                        "sources.yahoo.keys  ab***yz  /home/me/.config/longhaul/longhaul.yaml");

        stage.run(ConfigCommand::new);
        assertThat(stage.lines().get(1)).isEqualTo("concurrency         8");
        assertThat(stage.run(ConfigCommand::new, "set")).isEqualTo(2);
        stage.run(ConfigCommand::new, "show", "--json");
        assertThat(MAPPER.readTree(stage.printed()).at("/settings/0/origin").stringValue())
                .isEqualTo("LONGHAUL_CONCURRENCY");
    }

    @Test
    void theVersionNamesWhatItRunsOn() {
        stage.run(VersionCommand::new);
        assertThat(stage.printed()).startsWith("longhaul 0.1.0 (Java 25");

        stage.run(VersionCommand::new, "--json");
        assertThat(MAPPER.readTree(stage.printed()).get("version").stringValue()).isEqualTo("0.1.0");
    }

    private Path launcher() throws IOException {
        stage.directory = directory;
        stage.launcher = Files.writeString(directory.resolve("launcher"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(stage.launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return stage.launcher.toRealPath();
    }

    @Test
    void installLinksTheLauncherAndWritesCompletion() throws Exception {
        var launcher = launcher();

        assertThat(stage.run(InstallCommand::new)).isZero();
        assertThat(stage.run(InstallCommand::new)).isZero();

        var link = directory.resolve(".local/bin/longhaul");
        assertThat(link.toRealPath()).isEqualTo(launcher);
        assertThat(stage.printed()).contains("Linked   " + link).contains("export PATH=");
        var script = directory.resolve(".local/share/bash-completion/completions/longhaul");
        assertThat(completions(script, "longhaul st")).isEqualTo("status");
        assertThat(completions(script, "longhaul items --unc")).isEqualTo("--uncertain");
        assertThat(directory.resolve(".local/share/zsh/site-functions/_longhaul"))
                .content()
                .startsWith("#compdef longhaul\n")
                .contains("source '" + script + "'");
    }

    /// What bash offers for the last word of a line.
    private static String completions(Path script, String line) throws IOException, InterruptedException {
        var words = line.split(" ", -1);
        var bash = "source '" + script + "'; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_longhaul; echo ${COMPREPLY[@]}";
        var process = new ProcessBuilder("bash", "-c", bash)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return text;
        }
    }

    @Test
    void installLeavesAUsersOwnFileAlone() throws IOException {
        launcher();
        var own = directory.resolve(".local/bin/longhaul");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "mine");

        assertThat(stage.run(InstallCommand::new)).isEqualTo(5);
        assertThat(own).hasContent("mine");
    }

    @Test
    void installNeedsALauncher() {
        stage.directory = directory;
        stage.launcher = directory.resolve("missing");

        assertThat(stage.run(InstallCommand::new)).isEqualTo(4);
        assertThat(directory.resolve(".local")).doesNotExist();
    }
}
