package io.longhaul.app.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.testkit.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The setting `redis.url`, as commands meet it.
class RedisUrlTest {

    private static final String URL = "LONGHAUL_REDIS_URL";

    @TempDir
    Path directory;

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void list() {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\nMSFT\n");
    }

    private Cli.Ended screen() {
        return cli.run("screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.csv");
    }

    @Test
    void aPasswordInTheSettingItselfIsRefusedAndNeverShown() {
        cli.variables(Map.of(URL, "redis://:s3cret-word@127.0.0.1:1"));

        var refused = screen();
        assertThat(refused.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(refused.err()).contains(URL).contains("want env:NAME").doesNotContain("s3cret-word");
        var shown = cli.run("config", "show", "--origin");
        assertThat(shown.out()).contains("redis://…@127.0.0.1:1").doesNotContain("s3cret-word");
    }

    @Test
    void aPasswordOnACommandLineIsRefusedBeforeThereIsAJob() {
        var refused = cli.run(
                "fill-cache", "list.csv", "--providers", "yahoo", "--config-override",
                "redis.url=redis://:s3cret-word@127.0.0.1:1");

        assertThat(refused.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(refused.err()).contains("--config-override redis.url").doesNotContain("s3cret-word");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void whatIsNoAddressIsRefused() {
        cli.variables(Map.of(URL, "localhost:6379"));

        assertThat(screen().err()).contains(URL + ": no address of a Redis; want redis://HOST:PORT");
    }

    @Test
    void howFarItMayBeBehindHasBounds() {
        for (var every : new String[] {"0.5s", "2h", "soon"}) {
            cli.variables(Map.of(URL, "redis://127.0.0.1:1", "LONGHAUL_REDIS_EVERY", every));

            var refused = screen();

            assertThat(refused.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
            assertThat(refused.err()).contains("LONGHAUL_REDIS_EVERY: ").contains(every);
        }
    }

    @Test
    void aJobThatIsNotMirroredMindsNoRedis() {
        cli.variables(Map.of(URL, "env:NOT_SET"));

        var ended = screen();

        assertThat(ended.exit()).isEqualTo(Exit.OK);
        assertThat(ended.err()).doesNotContain("Redis");
    }

    @Test
    void theWholeUrlComesFromWhereItIsSaidToBe() throws Exception {
        try (var redis = RedisProcess.start(Files.createDirectory(directory.resolve("redis")))) {
            redis.password("s3cret-word");
            cli.variables(Map.of(URL, "env:MY_REDIS", "MY_REDIS", "redis://:s3cret-word@127.0.0.1:" + redis.port()));
            unreachable();

            assertThat(redis.get("batch_job:fill-cache-1")).contains("\"totalTickers\":2");
        }
    }

    @Test
    void theEndOfAJobSaysThatRedisWasAwayWithoutThePassword() {
        cli.variables(Map.of(URL, "env:MY_REDIS", "MY_REDIS", "redis://:s3cret-word@127.0.0.1:1"));

        var ended = unreachable();

        assertThat(ended.err()).contains("Redis was away (redis://127.0.0.1:1").doesNotContain("s3cret-word");
        assertThat(ended.exit()).isEqualTo(Exit.FAILED_ROWS);
    }

    /// A fill-cache job at whose provider nobody answers.
    private Cli.Ended unreachable() {
        return cli.run(
                "fill-cache", "list.csv", "--providers", "stooq", "--max-retries", "0", "--config-override",
                "sources.stooq.base-url=http://127.0.0.1:1", "--config-override", "sources.stooq.limits=9-at-once");
    }
}
