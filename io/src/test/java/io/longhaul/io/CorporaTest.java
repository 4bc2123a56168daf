package io.longhaul.io;

import static io.longhaul.io.Reading.items;
import static io.longhaul.io.Reading.resource;
import static io.longhaul.io.Reading.resources;
import static io.longhaul.io.Reading.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.DraftItem;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Files that others wrote to test parsers, and what they expect.
class CorporaTest {
    /// One expectation of csv-spectrum is an object instead of an array of one.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY).build();

    static List<Path> spectrum() {
        var all = resources("corpora/csv-spectrum/csvs", ".csv");
        assertThat(all).hasSize(12);
        return all;
    }

    @ParameterizedTest
    @MethodSource("spectrum")
    void theSpectrumIsReadAsItExpects(Path csv) {
        var name = csv.getFileName().toString().replace(".csv", ".json");
        var expected = JSON.readValue(
                resource("corpora/csv-spectrum/json/" + name).toFile(),
                new TypeReference<List<Map<String, String>>>() {});

        var got = new ArrayList<Map<String, String>>();
        try (var list = Lists.open(InputSpec.of(csv.toString()))) {
            for (var item : items(list)) {
                var row = new LinkedHashMap<String, String>();
                for (int at = 0; at < list.columns().size(); at++) {
                    row.put(list.columns().get(at), item.cells().get(at));
                }
                got.add(row);
            }
            assertThat(list.summary().refused()).isZero();
        }
        if (name.equals("location_coordinates.json")) {
            // Here the origin contradicts itself: its CSV says 2095257564, its JSON 1234567890.
            assertThat(got.getFirst().put("Contact Phone Number", "1234567890")).isEqualTo("2095257564");
        }
        assertThat(got).isEqualTo(expected);
    }

    static List<Path> csvw() {
        var all = resources("corpora/csvw/tests", ".csv");
        assertThat(all).hasSizeGreaterThan(30);
        return all;
    }

    @ParameterizedTest
    @MethodSource("csvw")
    void tablesOfTheWebAreReadOrRefusedWithAReason(Path csv) throws IOException {
        var spec = InputSpec.of(csv.toString());
        long lines;
        try (var all = Files.lines(csv)) {
            lines = all.count();
        }
        try (var list = Lists.open(spec)) {
            assertThat(list.summary().rows()).isBetween(1L, lines);
        } catch (InputException e) {
            assertThat(e).hasMessageMatching("(?s).*(is empty|a header and no rows|one cell, but).*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "arabic-1, windows-1256, بالموازاة مع ذلك", "arabic, UTF-8, بالموازاة مع ذلك", "bulgarian, UTF-8, Член 26",
        "chinese, Big5, 維基大典（Wikipedia）者", "english.bom, UTF-8, About 2 month", "french-1, windows-1252, MOLIÈRE",
        "french, UTF-8, MOLIÈRE", "greek-2, windows-1253|ISO-8859-7, Η ελληνική αποτελεί",
        "greek, windows-1253|ISO-8859-7, Η ελληνική αποτελεί",
        "hebrew-2, windows-1255, אין כמעט ניבים", "hebrew-3, windows-1255, אין כמעט ניבים",
        "korean, EUC-KR, 역사적 예수 연구자들은", "polish, UTF-8, SYSTEM VIDEODOMOFONOWY",
        "russian-2, UTF-8, В гимназии он не был", "russian-3, UTF-8, произношение",
        "russian, x-MacCyrillic, В гимназии он не был",
        "spanish, UTF-8, La creación", "turkish, windows-1254, İstanbul"
    })
    void charsetsAreTold(String sample, String charset, String words) {
        // Prose is no table; what counts is the text.
        var spec = InputSpec.of(resource("corpora/encodings/data/sample-" + sample + ".txt").toString()).header(false);
        try (var list = Lists.open(spec)) {
            assertThat(list.dialect().charset().name()).matches(charset);
            assertThat(items(list).stream().flatMap(item -> item.cells().stream()))
                    .anyMatch(cell -> cell.contains(words));
        }
    }

    @ParameterizedTest
    @CsvSource({"arabic-1, arabic", "french-1, french", "russian, russian-2"})
    void oneTextInTwoCharsetsSaysTheSame(String one, String other) {
        assertThat(sample(one)).isEqualTo(sample(other));
    }

    private static List<List<String>> sample(String name) {
        var spec = InputSpec.of(resource("corpora/encodings/data/sample-" + name + ".txt").toString()).header(false);
        return items(spec).stream().map(DraftItem::cells).toList();
    }

    @Test
    void naughtyStringsPassUnchanged() {
        var naughty = JSON.readValue(resource("corpora/blns/blns.json").toFile(), new TypeReference<List<String>>() {});
        var csv = new StringBuilder("company,n\n");
        for (int n = 0; n < naughty.size(); n++) {
            csv.append('"').append(naughty.get(n).replace("\"", "\"\"")).append("\",").append(n).append('\n');
        }

        var list = items(text(csv.toString()));

        assertThat(naughty).hasSizeGreaterThan(480);
        assertThat(list).extracting(item -> item.cells().getFirst()).isEqualTo(naughty);
        // A space names nothing.
        assertThat(list)
                .extracting(DraftItem::key)
                .isEqualTo(naughty.stream().map(key -> key.equals(" ") ? "" : key).toList());
        assertThat(list).filteredOn(item -> item.refusal() != null).extracting(DraftItem::key).containsOnly("");
    }
}
