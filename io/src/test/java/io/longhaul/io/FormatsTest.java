package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.io.result.Format;
import io.longhaul.io.result.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    /// Folders that hold no format.
    private static final Set<String> SHARED = Set.of("list", "result");

    private static final Path SOURCES = Path.of("src/main/java/io/longhaul/io");

    @Test
    void eachFolderHasItsLine() throws IOException {
        try (var all = Files.list(SOURCES)) {
            var folders = all.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(folder -> !SHARED.contains(folder))
                    .collect(Collectors.toSet());
            var lines = Formats.ALL.stream()
                    .map(format -> format.getClass().getPackageName().replace("io.longhaul.io.", ""))
                    .collect(Collectors.toSet());

            assertThat(lines).isEqualTo(folders);
        }
    }

    @Test
    void eachFormatPassesTheContract() {
        assertThat(Formats.ALL).allSatisfy(format -> {
            var test = Class.forName("io.longhaul.io." + format.getClass().getSimpleName() + "Test");
            assertThat(ResultWriterContract.class).isAssignableFrom(test);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "out.csv, csv", "a.b/OUT.CSV, csv", "out.json, json", "out.jsonl, jsonl", "out.ndjson, jsonl",
        "out.parquet, parquet",
        "out, csv",
        "-, csv",
        "dir.d/out, csv", ".hidden, csv"
    })
    void theExtensionChoosesTheFormat(String path, String name) {
        assertThat(Formats.forFile(path).name()).isEqualTo(name);
    }

    @Test
    void otherExtensionsSayWhatThereIs() {
        assertThatThrownBy(() -> Formats.forFile("out.xlsx"))
                .isInstanceOf(OutputException.class)
                .hasMessage("out.xlsx: format xlsx is not written yet; there are csv, json, jsonl, parquet."
                        + " Choose an extension, or say --format.");
        assertThatThrownBy(() -> Formats.forFile("out.doc")).hasMessageContaining("format doc is not known");
        assertThatThrownBy(() -> Formats.named("excel")).hasMessageContaining("not written yet");
    }

    @Test
    void anExtensionThatStandsForNothingChoosesNothing() {
        assertThat(Formats.byExtension("out.JSONL").map(Format::name)).hasValue("jsonl");
        assertThat(Formats.byExtension("out.txt")).isEmpty();
        assertThat(Formats.byExtension("dir.csv/out")).isEmpty();
        assertThat(Formats.byExtension("-")).isEmpty();
        assertThatThrownBy(() -> Formats.byExtension("out.xlsx")).hasMessageContaining("xlsx is not written yet");
    }

    @Test
    void namesAndExtensionsAreUnique() {
        assertThat(Formats.ALL.stream().map(Format::name)).doesNotHaveDuplicates();
        assertThat(Formats.ALL.stream().flatMap(format -> format.extensions().stream())).doesNotHaveDuplicates();
    }
}
