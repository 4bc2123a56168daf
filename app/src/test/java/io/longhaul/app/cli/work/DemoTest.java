package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a new user sees it.
class DemoTest {

    @Test
    void theDemoIsKilledGoesOnAndSaysWhereTheResultsAre(@TempDir Path directory) {
        var cli = new Cli(directory);

        var ended = cli.run("demo");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains("Demo  503 real tickers, generated prices")
                .containsPattern("Killed \\(kill -9 \\d+\\) with \\d+ rows stored")
                .containsPattern("goes on with screen-1: \\d+ of 503 rows done already")
                .containsPattern("Finished screen-1 in .*; 503 rows")
                .contains("Results  " + cli.home().resolve("demo/results.csv"));
        assertThat(cli.read("home/demo/results.csv").lines().findFirst())
                .hasValue("ticker,momentum_20d,avg_volume_20d");
        assertThat(cli.read("home/demo/generated-bars/GENERATED.txt")).contains("not market data");
    }
}
