package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Commands;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// What bash offers for the last word of a line, all commands being there.
class CompletionTest {

    @TempDir
    Path directory;

    @BeforeEach
    void aScriptAndFiles() throws IOException {
        Files.writeString(directory.resolve("completion.bash"), script());
        Files.writeString(directory.resolve("watch list.csv"), "ticker\n");
        Files.writeString(directory.resolve("sp.csv"), "ticker\n");
    }

    private String script() {
        var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var streams = Streams.of(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        var wiring = new Wiring(streams, Map.of(), directory, Clocks.system(), Signals.none());
        var root = new CommandLine(CommandLine.Model.CommandSpec.create().name("longhaul"));
        Commands.ALL.forEach(each -> root.addSubcommand(
                each.name(), new CommandLine(each.make().apply(wiring)), each.aliases().toArray(String[]::new)));
        return new Completion(root, List.of("screen", "fill-cache")).script();
    }

    /// @param line whose words are told apart as bash does it, `=` being one
    private String offered(String line) throws IOException, InterruptedException {
        var words = line.split(" ", -1);
        var quoted = String.join(" ", Arrays.stream(words).map(word -> "'" + word + "'").toList());
        var bash = "longhaul() { printf 'JOB STATE\\nscreen-2 running\\nscreen-1 completed\\n'; }; "
                + "source ./completion.bash; COMP_WORDS=(" + quoted + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_longhaul; IFS='|'; echo \"${COMPREPLY[*]}\"";
        var process = new ProcessBuilder("bash", "-c", bash).directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return text;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            longhaul st                              ; status
            longhaul pl                              ; plan
            longhaul list                            ; list-jobs
            longhaul plan sc                         ; screen
            longhaul screen wat                      ; watch list.csv
            longhaul screen sp                       ; sp500|sp.csv
            longhaul plan screen sp                  ; sp500|sp.csv
            longhaul fill-cache al                   ; all
            longhaul screen sp.csv -o sp             ; sp.csv
            longhaul screen sp.csv --exec x --per    ; --per
            longhaul screen sp.csv --per b           ; batch
            longhaul screen sp.csv --per = b         ; batch
            longhaul screen sp.csv --per =           ; item|batch|worker
            longhaul screen sp.csv --format p        ; parquet
            longhaul screen sp.csv --no-he           ; --no-header
            longhaul screen sp.csv --name s          ; ''
            longhaul fill-cache --providers ti       ; tiingo
            longhaul fill-cache --ticker-source cu   ; custom
            longhaul items                           ; items
            longhaul items s                         ; screen-2|screen-1
            longhaul items --class timeout l         ; latest
            longhaul items screen-2 --class q        ; quota
            longhaul items --unc                     ; --uncertain
            longhaul export screen-1 -o w            ; watch list.csv
            longhaul export screen-1 --format j      ; json|jsonl
            longhaul cache st                        ; stats
            longhaul config s                        ; show
            """)
    void whatStandsThereIsOffered(String line, String offered) throws Exception {
        assertThat(offered(line)).isEqualTo(offered);
    }

    @Test
    void bashTakesTheScript() throws Exception {
        var process = new ProcessBuilder("bash", "-n", "completion.bash").directory(directory.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
