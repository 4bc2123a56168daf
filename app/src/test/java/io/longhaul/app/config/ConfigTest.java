package io.longhaul.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which value wins, and that keys stay secret.
class ConfigTest {

    private Path here = Path.of("");
    private Path user = Path.of("");

    @BeforeEach
    void directories(@TempDir Path directory) throws IOException {
        here = Files.createDirectory(directory.resolve("here"));
        user = Files.createDirectory(directory.resolve("user"));
        Files.createDirectories(user.resolve(".config/longhaul"));
    }

    private void userFile(String text) throws IOException {
        Files.writeString(user.resolve(".config/longhaul/longhaul.yaml"), text);
    }

    private void projectFile(String text) throws IOException {
        Files.writeString(here.resolve("longhaul.yaml"), text);
    }

    private Config load(Map<String, String> environment, String... overrides) {
        return Config.load(environment, here, user, List.of(overrides));
    }

    @Test
    void laterLayersWin() throws IOException {
        userFile("concurrency: 5\ntimeout: 50\npriority: low\nbatch-size: 20\n");
        projectFile("timeout: 60\npriority: high\nbatch-size: 30\n");

        var config = load(Map.of("LONGHAUL_PRIORITY", "medium", "LONGHAUL_BATCH_SIZE", "40"), "batch-size=50");

        assertThat(config.all())
                .extracting(Config.Value::key, Config.Value::text,
                        value -> Path.of(value.origin()).getFileName().toString())
                .contains(
                        org.assertj.core.groups.Tuple.tuple("concurrency", "5", "longhaul.yaml"),
                        org.assertj.core.groups.Tuple.tuple("timeout", "60", "longhaul.yaml"),
                        org.assertj.core.groups.Tuple.tuple("priority", "medium", "LONGHAUL_PRIORITY"),
                        org.assertj.core.groups.Tuple.tuple("batch-size", "50", "--config-override"),
                        org.assertj.core.groups.Tuple.tuple("checkpoint-interval", "10", "default"));
    }

    @Test
    void anErrorBlamesThePlaceWhereAValueWasSaid() throws IOException {
        projectFile("timeout: abc\n");

        var config = load(Map.of("LONGHAUL_PRIORITY", "x"), "budget=y");

        assertThat(config.value("timeout").orElseThrow().blamed()).endsWith("here/longhaul.yaml: timeout");
        assertThat(config.value("priority").orElseThrow().blamed()).isEqualTo("LONGHAUL_PRIORITY");
        assertThat(config.value("budget").orElseThrow().blamed()).isEqualTo("--config-override budget");
        assertThat(config.value("format")).isEmpty();
    }

    @Test
    void aSourcesKeysAreNeverShown() {
        var config = load(Map.of(
                "LONGHAUL_SOURCES_YAHOO_BASE_URL", "http://localhost:1",
                "LONGHAUL_SOURCES_EODHD_KEYS", "0123456789abcdef"));

        assertThat(config.text("sources.yahoo.base-url")).hasValue("http://localhost:1");
        assertThat(config.all())
                .filteredOn(value -> value.key().equals("sources.eodhd.keys"))
                .singleElement()
                .satisfies(value -> assertThat(value.shown()).isEqualTo("…cdef"));
    }

    @Test
    void aMisspeltKeyIsNamedWithItsFile() throws IOException {
        projectFile("concurency: 5\n");

        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("longhaul.yaml: no setting \"concurency\"");
    }

    @Test
    void yamlMakesNoObjects() throws IOException {
        projectFile("concurrency: !!java.net.URL [http://localhost]\n");

        assertThatThrownBy(() -> load(Map.of())).isInstanceOf(CommandException.class)
                .hasMessageContaining("longhaul.yaml");
    }

    @Test
    void secretsComeFromVariablesFilesAndCommands() throws IOException {
        var file = Files.writeString(here.resolve("key"), "from-a-file\n");

        assertThat(Secret.resolve("env:KEY", Map.of("KEY", "from-a-variable"))).isEqualTo("from-a-variable");
        assertThat(Secret.resolve("file:" + file, Map.of())).isEqualTo("from-a-file");
        assertThat(Secret.resolve("cmd:echo from a command", Map.of())).isEqualTo("from a command");
        assertThatThrownBy(() -> Secret.resolve("sk-verysecret", Map.of()))
                .hasMessageNotContaining("verysecret")
                .hasMessageContaining("want env:NAME");
    }

    @Test
    void aPasswordInAUrlIsNotShown() {
        var config = load(Map.of("LONGHAUL_REDIS_URL", "rediss://ann:s3cret/@w@redis.example.com:6380/1"));

        assertThat(config.value("redis.url").orElseThrow().shown()).isEqualTo("rediss://…@redis.example.com:6380/1");
        assertThat(load(Map.of("LONGHAUL_REDIS_URL", "ann:s3cret@h")).value("redis.url").orElseThrow().shown())
                .isEqualTo("…@h");
        assertThat(load(Map.of("LONGHAUL_REDIS_URL", "cmd:pass show a@b")).value("redis.url").orElseThrow().shown())
                .isEqualTo("cmd:pass show a@b");
    }

    /// A few lines that stand for billions of values, for themselves, or for two of one name.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a: &a {b: *a}|line 1: an alias stands for a part that holds it",
        "concurrency: 4~sources: &s [1, [2, *s]]|line 2: an alias stands for a part that holds it",
        "concurrency: 4~timeout: 9~concurrency: 5|line 3",
        "a: &a [x,x,x,x,x,x,x,x,x]~b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]~c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]~"
                + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]~e: [*d,*d,*d,*d,*d,*d,*d,*d,*d]|aliases stand for more than"})
    void whatAFewLinesCanNotMeanIsRefusedWithItsLine(String text, String said) throws IOException {
        var file = Files.writeString(here.resolve("x.yaml"), text.replace('~', '\n'));

        assertThatThrownBy(() -> Config.read(file))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        wrong -> assertThat(wrong.exit()).isEqualTo(Exit.AUTH_OR_CONFIG))
                .hasMessageContaining(said);
    }

    @Test
    void anAliasThatRepeatsAPartMayStay() throws IOException {
        var file = Files.writeString(here.resolve("x.yaml"), "a: &a {b: 1}\nc: *a\nd: {<<: *a, e: 2}\n");

        assertThat(Config.read(file)).containsEntry("a.b", "1").containsEntry("c.b", "1").containsEntry("d.b", "1");
    }
}
