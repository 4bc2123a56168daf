package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.run.Longhaul;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryExampleTest {

    @TempDir
    Path home;

    // begin
    static void lengths(Path home, List<String> tickers, PrintStream out) throws InterruptedException {
        try (var longhaul = Longhaul.over(SqliteStore.own(home, InstantSource.system()))) {
            var job = longhaul.run("lengths", tickers, (ticker, steps) -> {
                if (ticker.isBlank()) {
                    throw steps.skip("no ticker");
                }
                return ticker.length();
            });
            var record = job.await();
            out.println(record.handle() + " " + record.state().label());
            job.results((ended, rows) -> out
                    .println(ended.item().key() + " " + ended.outcome().state().label() + " " + rows));
        }
    }
    // end

    @Test
    void theExampleOfTheDocsRunsAndResumes() throws InterruptedException, IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        lengths(home, List.of("AAPL", " ", "GE"), out);

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("lengths-1 completed", "AAPL done [[4]]", "  skipped []", "GE done [[2]]");
    }

    @Test
    void theDocsQuoteTheExampleAsItIs() throws IOException {
        var source = Files.readString(
                Path.of("src/test/java/io/longhaul/store/sqlite/LibraryExampleTest.java"));
        var example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end")).indent(-4);

        assertThat(Files.readString(Path.of("../docs/library.md"))).contains(example.strip());
    }
}
