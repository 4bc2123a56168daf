package io.longhaul.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a wrapped command finds in its environment.
class WithheldTest {

    private static final Map<String, String> SECRETS = Map.of(
            "LONGHAUL_TOKEN", "canary-token-0123456789-abcdefgh",
            "LONGHAUL_SOURCES_TIINGO_KEYS", "env:TIINGO_KEY",
            "LONGHAUL_SOURCES_YAHOO_BASE_URL", "https://ann:canary-in-a-url@example.com",
            "LONGHAUL_NOTIFY_WEBHOOK_SECRET", "env:HOOKS",
            "LONGHAUL_SOMETHING_NEW", "canary-of-what-it-does-not-know",
            "TIINGO_KEY", "canary-tiingo", "HOOKS", "canary-hooks", "EODHD_1", "canary-eodhd-1",
            "EODHD_2", "canary-eodhd-2");

    private static final String NAMING = "sources: {eodhd: {keys: \"ann=env:EODHD_1, bob=env:EODHD_2\"}}\n";

    @Test
    void noSecretReachesAWrappedCommand(@TempDir Path directory) {
        var cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\n");
        cli.file("longhaul.yaml", NAMING);
        cli.script("say.sh", "env > \"env-$1.txt\"; echo $1\n");
        var all = new HashMap<>(SECRETS);
        all.put("LONGHAUL_CONCURRENCY", "2");
        all.put("ITS_OWN", "kept");

        var ended = cli.variables(all).run("screen", "list.csv", "--exec", "./say.sh {ticker}", "-o", "out.txt");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("env-AAPL.txt"))
                .contains("ITS_OWN=kept", "LONGHAUL_CONCURRENCY=2", "LONGHAUL_HOME=", "LONGHAUL_CHILD=")
                .doesNotContain("canary")
                .doesNotContain(SECRETS.keySet());
    }

    @Test
    void noSecretReachesTheTrialOfBatchSizes(@TempDir Path directory) {
        var cli = new Cli(directory);
        cli.file("list.csv", "ticker\n" + "A\n".repeat(40));
        cli.file("longhaul.yaml", NAMING);
        cli.script("say.sh", "env >> env.txt; cat\n");

        cli.variables(SECRETS).run("screen", "list.csv", "--exec", "./say.sh", "--per", "batch", "--batch-format",
                "lines", "--batch-size", "auto", "-o", "out.txt");

        assertThat(cli.read("env.txt")).contains("LONGHAUL_CHILD=").doesNotContain("canary");
    }
}
