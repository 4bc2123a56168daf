package io.longhaul.app.api;

import io.longhaul.app.view.Text;
import io.longhaul.source.JsonFault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fields of a JSON object that somebody sent. What is not as it should be is a [Problem] that names it.
///
/// @param pointer where the object stands in the body
public record Fields(JsonNode node, String pointer) {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 40;
    private static final int SHOWN = 60;
    /// A thousand jobs are listed at once, with what requests said of each.
    private static final int LONGEST_TEXT = 16_384;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Fields of(byte[] body) {
        if (body.length == 0) {
            return new Fields(MAPPER.createObjectNode(), "");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (StreamConstraintsException tooMuch) {
            throw new Problem(
                    400, "invalid-json",
                    "the body is nested deeper than " + DEEPEST + " levels, or has a number of more"
                            + " than " + LONGEST_NUMBER + " digits");
        } catch (JacksonException noJson) {
            throw new Problem(400, "invalid-json", "the body is no JSON: " + JsonFault.words(noJson));
        }
        if (!node.isObject()) {
            throw new Problem(400, "invalid", "the body is no JSON object");
        }
        mustBeCharacters(node);
        return new Fields(node, "");
    }

    /// Half of a pair, as `\\ud800` alone, is no character: it would be stored as a question mark.
    private static void mustBeCharacters(JsonNode node) {
        var half = half(node);
        if (half != null) {
            throw Problem.wrong(
                    shown(half), "has half of a surrogate pair, which is no character; want both or none");
        }
    }

    /// Where such a text is, as a JSON pointer; null if nowhere.
    private static @Nullable String half(JsonNode node) {
        if (node.isString()) {
            return half(node.stringValue()) ? "" : null;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                var within = half(node.get(i));
                if (within != null) {
                    return "/" + i + within;
                }
            }
        }
        for (var each : node.properties()) {
            var within = half(each.getValue());
            if (within != null) {
                return "/" + each.getKey() + within;
            }
        }
        return null;
    }

    private static boolean half(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /// What a person sent, fit to be shown.
    public static String shown(String text) {
        return Text.fit(Text.visible(text), SHOWN);
    }

    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    public Problem wrong(String name, String detail) {
        return Problem.wrong(pointer + "/" + name, detail);
    }

    /// @throws Problem for a field that is not among these
    public void mustHaveOnly(Set<String> names) {
        for (var name : node.propertyNames()) {
            if (!names.contains(name)) {
                throw wrong(shown(name), "is no field here; there are " + String.join(", ", new TreeSet<>(names)));
            }
        }
    }

    public Optional<String> text(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw wrong(name, "want text");
        }
        if (value.stringValue().indexOf('\0') >= 0) {
            throw wrong(name, "has a character NUL");
        }
        if (value.stringValue().length() > LONGEST_TEXT) {
            throw wrong(name, "has " + value.stringValue().length() + " characters; want at most " + LONGEST_TEXT);
        }
        return Optional.of(value.stringValue());
    }

    public boolean flag(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "want true or false");
        }
        return value.booleanValue();
    }

    public Optional<Integer> whole(String name, int least, int most) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least
                || value.intValue() > most) {
            throw wrong(name, "want a whole number from " + least + " to " + most);
        }
        return Optional.of(value.intValue());
    }

    /// A number, or the text of one.
    public Optional<BigDecimal> amount(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        var text = value.isNumber() ? value.asString() : value.isString() ? value.stringValue() : "";
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw wrong(name, "want an amount in USD below a billion, as 40 or \"12.50\"");
        }
        return Optional.of(new BigDecimal(text));
    }

    public List<String> texts(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, "want a list of texts");
        }
        var texts = new ArrayList<String>();
        for (var each : value) {
            if (!each.isString() || each.stringValue().indexOf('\0') >= 0) {
                throw wrong(name + "/" + texts.size(), "want text");
            }
            texts.add(each.stringValue());
        }
        return texts;
    }

    public Optional<Fields> object(String name) {
        var value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrong(name, "want an object");
        }
        return Optional.of(new Fields(value, pointer + "/" + name));
    }
}
