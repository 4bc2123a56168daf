package io.longhaul.app.output;

import de.siegmar.fastcsv.reader.CsvReader;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a wrapped command wrote about one item.
///
/// @param headed whether it is known to begin with a header: a first line that names the list's key column
/// @param latin its bytes, a character (ISO-8859-1) each
record Chunk(EndedItem item, boolean headed, String latin) {

    /// What is no object, of a line of JSON lines.
    private static final String OUTPUT = "output";

    /// Numbers stay as they were written.
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /// All of a job that were not screened out, in input order.
    static void each(StoreView store, long job, Consumer<Chunk> use) {
        Pages.each(store, job, ItemFilter.in(ItemState.DONE), ended -> of(ended).forEach(use));
    }

    /// A stored row is a header, which may be missing, and what stood under it.
    static List<Chunk> of(EndedItem ended) {
        var chunks = new ArrayList<Chunk>();
        for (var cells : ResultCodec.decode(ended.outcome().result())) {
            var text = new StringBuilder();
            cells.forEach(cell -> text.append(cell == null ? "" : cell));
            var first = cells.getFirst();
            if (!text.isEmpty()) {
                boolean headed = cells.size() > 1 && first != null && !first.isEmpty();
                chunks.add(new Chunk(ended, headed, text.toString()));
            }
        }
        return chunks;
    }

    InputStream bytes() {
        return new ByteArrayInputStream(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean json() {
        return start().startsWith("{");
    }

    /// Whether it is text that no table begins with: an array of JSON, or what the tags of XML enclose.
    boolean noTable() {
        var start = start();
        return start.startsWith("[") || start.startsWith("<");
    }

    private String start() {
        var text = latin.stripLeading();
        return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3).stripLeading() : text;
    }

    /// Its lines as JSON objects.
    void objects(Consumer<ObjectNode> use) {
        text().lines().filter(line -> !line.isBlank()).forEach(line -> use.accept(object(line)));
    }

    private static ObjectNode object(String line) {
        try {
            if (EXACT.readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException garbage) {
            // shown as it is
        }
        return JsonNodeFactory.instance.objectNode().put(OUTPUT, line);
    }

    /// Its rows as CSV, blank lines left out; what no CSV reader takes is one cell a line.
    List<List<String>> rows() {
        var rows = new ArrayList<List<String>>();
        try (var reader = CsvReader.builder().ofCsvRecord(text())) {
            for (var row : reader) {
                rows.add(row.getFields());
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            return text().lines().filter(line -> !line.isEmpty()).map(List::of).toList();
        }
    }

    /// UTF-8 without its mark, else a character a byte.
    private String text() {
        try {
            var utf8 = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return utf8.startsWith("\ufeff") ? utf8.substring(1) : utf8;
        } catch (CharacterCodingException e) {
            return latin;
        }
    }
}
