package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example script over real daily bars, against the same figures worked out here.
class MomentumTest {

    private static final Path ROOT = root();
    private static final Path BARS = ROOT.resolve("workflows/src/test/resources/eqker");

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("examples")) ? here : here.resolve("..").normalize();
    }

    @Test
    void realBarsOfTwentyFourTickersPassAsTheyShould(@TempDir Path directory) throws IOException {
        var cli = new Cli(directory);
        var tickers = tickers();
        cli.file("list.csv", "ticker\n" + String.join("\n", tickers) + "\n");
        var script = ROOT.resolve("examples/momentum.sh");

        var ended = cli.run("screen", "list.csv", "--exec", script + " {ticker} " + BARS, "-o", "out.csv");

        assertThat(tickers).hasSize(24);
        assertThat(ended.exit()).as(ended.err()).isZero();
        var lines = cli.read("out.csv").lines().toList();
        assertThat(lines.getFirst()).isEqualTo("ticker,momentum_20d,avg_volume_20d");
        var expected = new TreeMap<String, Double>();
        for (var ticker : tickers) {
            var momentum = momentum(ticker);
            if (momentum > 0) {
                expected.put(ticker, momentum);
            }
        }
        Map<String, Double> found = lines.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.toMap(cells -> cells[0], cells -> Double.valueOf(cells[1])));
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet()).hasSizeBetween(1, 23);
        found.forEach((ticker, momentum) -> assertThat(momentum).isCloseTo(expected.get(ticker), within(1e-6)));
    }

    private static List<String> tickers() throws IOException {
        try (var files = Files.list(BARS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("_daily.csv"))
                    .map(name -> name.replace("_daily.csv", ""))
                    .sorted()
                    .toList();
        }
    }

    private static double momentum(String ticker) throws IOException {
        var bars = Files.readAllLines(BARS.resolve(ticker + "_daily.csv"));
        return close(bars.get(1)) / close(bars.get(21)) - 1;
    }

    private static double close(String bar) {
        return Double.parseDouble(bar.split(",", -1)[4]);
    }
}
